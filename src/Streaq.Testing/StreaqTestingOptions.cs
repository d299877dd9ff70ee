namespace Streaq.Testing;

/// <summary>Options of <c>UseStreaqTesting</c>: when tasks run, and how long an attempt may take.</summary>
public sealed class StreaqTestingOptions
{
    /// <summary>
    /// Whether an enqueue runs its task before it returns. What a task enqueues runs after it, and before that enqueue of the test returns.
    /// Delayed tasks and retries still wait for <see cref="StreaqTestQueue.DrainAsync"/>. Default: <see langword="false"/>, tasks run when
    /// the test runs them.
    /// </summary>
    public bool RunInline { get; set; }

    /// <summary>
    /// How long an attempt may take, in real time. After that, the call that runs it throws <see cref="InvalidOperationException"/>, so a
    /// handler that never returns fails its test. There is no limit with <see cref="Timeout.InfiniteTimeSpan"/>, or while a debugger is
    /// attached. Default: 30 seconds.
    /// </summary>
    public TimeSpan AttemptLimit { get; set; } = TimeSpan.FromSeconds(30);
}
