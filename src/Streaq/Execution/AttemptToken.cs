using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>
/// The source of one attempt's cancellation token, on which user code registers. Registrations end with the attempt, and a callback that
/// throws or blocks does not delay other attempts.
/// </summary>
/// <remarks>
/// Created on first use. Never disposed, because a handler that was left behind may still read it; without a timer there is nothing to
/// dispose.
/// </remarks>
internal sealed class AttemptToken(Attempt attempt) : CancellationTokenSource
{
    private CancellationTokenRegistration _slot;

    /// <summary>See <see cref="Attempt.Abandoned"/>: kept here, since few attempts are cancelled.</summary>
    public Task? Abandoned { get; set; }

    /// <summary>Cancels this token when the slot's token is cancelled.</summary>
    public void Follow(CancellationToken slot) =>
        _slot = slot.UnsafeRegister(static token => ((AttemptToken)token!).End(), this);

    /// <summary>Stops following the slot's token, because the attempt is over.</summary>
    public void Leave() => _slot.Unregister();

    /// <summary>Cancels the token. Callbacks run on another thread, since the caller may have further tokens to cancel.</summary>
    public void End() => _ = EndAsync();

    private async Task EndAsync()
    {
        try
        {
            await CancelAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Registered callbacks are user code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            attempt.Host.Logger.CallbackThrew(e, attempt.Message.Name, attempt.Message.Id);
        }
    }
}
