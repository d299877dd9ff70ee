namespace Streaq.Testing;

/// <summary>How <c>UseStreaqTesting</c> lets the queues of an application go on.</summary>
public sealed class StreaqTestingOptions
{
    /// <summary>
    /// Whether an enqueue runs its task before it returns. What a task enqueues runs after it, and before that enqueue of the test returns.
    /// Delayed tasks and retries wait for <see cref="StreaqTestQueue.DrainAsync"/> all the same. Default: <see langword="false"/>, tasks
    /// run when the test says so.
    /// </summary>
    public bool RunInline { get; set; }

    /// <summary>
    /// How long an attempt may take, in real time. After that, the call that runs it throws <see cref="InvalidOperationException"/>: a
    /// handler that never ends fails its test. <see cref="Timeout.InfiniteTimeSpan"/>, and a debugger: any time. Default: 30 seconds.
    /// </summary>
    public TimeSpan AttemptLimit { get; set; } = TimeSpan.FromSeconds(30);
}
