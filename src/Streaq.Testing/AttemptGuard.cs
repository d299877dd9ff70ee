using System.Diagnostics;

namespace Streaq.Testing;

/// <summary>Ends a test whose handler does not come back, which would hang otherwise.</summary>
/// <param name="limit">How long an attempt may take, in real time.</param>
internal sealed class AttemptGuard(TimeSpan limit)
{
    private readonly AsyncLocal<bool> _isInside = new();

    /// <summary>Whether this is code that an attempt runs.</summary>
    public bool IsInside => _isInside.Value;

    /// <param name="attempt">Runs it.</param>
    /// <param name="running">Names what runs, once the time is over.</param>
    /// <exception cref="InvalidOperationException">The time is over.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> attempt, Func<Task<string>> running)
    {
        // Ends with this call; what the handler calls knows it.
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
