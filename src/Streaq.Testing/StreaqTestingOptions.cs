namespace Streaq.Testing;

/// <summary>How <c>UseStreaqTesting</c> lets the queues of an application go on.</summary>
public sealed class StreaqTestingOptions
{
    /// <summary>
    /// Whether an enqueue runs its task before it returns, and what that enqueues as well. Delayed tasks and retries wait for
    /// <see cref="StreaqTestQueue.DrainAsync"/> all the same. Default: <see langword="false"/>, tasks run when the test says so.
    /// </summary>
    public bool RunInline { get; set; }
}
