using System.Diagnostics;

namespace Streaq.Testing;

/// <summary>Fails a test whose handler does not return. Otherwise the test would hang.</summary>
/// <param name="limit">How long an attempt may take, in real time.</param>
internal sealed class AttemptGuard(TimeSpan limit)
{
    private readonly AsyncLocal<bool> _isInside = new();

    /// <summary>Whether the calling code runs inside an attempt.</summary>
    public bool IsInside => _isInside.Value;

    /// <param name="attempt">Runs the attempt.</param>
    /// <param name="running">Returns the names of the running tasks, for the exception.</param>
    /// <exception cref="InvalidOperationException">The time is over.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> attempt, Func<Task<string>> running)
    {
        // Flows into the handler, and is reset when this method returns.
        _isInside.Value = true;
        var run = attempt();
        try
        {
            return await run.WaitAsync(Debugger.IsAttached ? Timeout.InfiniteTimeSpan : limit).ConfigureAwait(false);
        }
        catch (TimeoutException e) when (!run.IsCompleted)
        {
            throw new InvalidOperationException(
                $"The attempt of task '{await running().ConfigureAwait(false)}' has not ended after {limit} of real time "
                + $"({nameof(StreaqTestingOptions)}.{nameof(StreaqTestingOptions.AttemptLimit)}). Does its handler wait for the clock, "
                + "which stands still while it runs, or for what the test does later?",
                e);
        }
    }
}
