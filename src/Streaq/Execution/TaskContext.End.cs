namespace Streaq;

/// <content>The end of the attempt.</content>
public abstract partial class TaskContext
{
    /// <summary>
    /// The outcome of the attempt; <see langword="null"/> until it is stored, or known to be lost. So it is <see langword="null"/> in the
    /// handler and in middleware, and set in callbacks at the end of the span (<c>EnrichWithTaskContext</c>) and of <see cref="OnEnded"/>.
    /// </summary>
    public TaskOutcome? Outcome => _attempt.End.IsReached ? _attempt.Outcome : null;

    /// <summary>Registers a callback that is called once the outcome of the attempt is stored, or known to be lost.</summary>
    /// <remarks>
    /// The callback receives the outcome that the span has as <c>streaq.outcome</c>, after all middleware has handled an exception. The
    /// span of the attempt is the current one then, and the scope of its services has been disposed. The callback runs where the worker
    /// stores outcomes, so keep it quick. Its exceptions are logged.
    /// </remarks>
    /// <param name="callback">Called once; immediately when the attempt has ended already.</param>
    public void OnEnded(Action<TaskOutcome> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        if (!_attempt.End.TryAdd(callback))
        {
            callback(_attempt.Outcome);
        }
    }
}
