using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>
/// The cancellation token of one attempt, on which user code registers. Its registrations end with the attempt, and a callback that throws
/// or blocks holds up no other attempt. Made when something asks for it.
/// </summary>
/// <remarks>Never disposed, as a handler that was left behind may still look at it; without a timer there is nothing to dispose.</remarks>
internal sealed class AttemptToken(Attempt attempt) : CancellationTokenSource
{
    private CancellationTokenRegistration _slot;

    /// <summary>See <see cref="Attempt.Abandoned"/>: kept here, since few attempts are cancelled.</summary>
    public Task? Abandoned { get; set; }

    /// <summary>Is cancelled from now on when the slot's token is.</summary>
    public void Follow(CancellationToken slot) =>
        _slot = slot.UnsafeRegister(static token => ((AttemptToken)token!).End(), this);

    /// <summary>The attempt is over: what happens to the slot later is no business of its token.</summary>
    public void Leave() => _slot.Unregister();

    /// <summary>Cancels the token. Callbacks run elsewhere, since the caller has others to cancel.</summary>
    public void End() => _ = EndAsync();

    private async Task EndAsync()
    {
        try
        {
            await CancelAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // What user code registered.
        catch (Exception e)
#pragma warning restore CA1031
        {
            attempt.Host.Logger.CallbackThrew(e, attempt.Message.Name, attempt.Message.Id);
        }
    }
}
