namespace Streaq;

/// <content>How the attempt ends.</content>
public abstract partial class TaskContext
{
    /// <summary>
    /// How the attempt ended; <see langword="null"/> until that is stored, or known to be lost. So handler and middleware see none, while
    /// what is called at the end of the span (<c>EnrichWithTaskContext</c>) and <see cref="OnEnded"/> know it.
    /// </summary>
    public TaskOutcome? Outcome => _attempt.End.IsReached ? _attempt.Outcome : null;

    /// <summary>
    /// Calls back once the outcome of the attempt is stored, or known to be lost. The callback gets the outcome that the span has as
    /// <c>streaq.outcome</c>, whatever a middleware further out has made of an exception. The span of the attempt is current then, and the
    /// scope of its services has ended. The callback runs where the worker stores outcomes, so keep it quick. What it throws is logged.
    /// </summary>
    /// <param name="callback">Called once, at once when the attempt has ended already.</param>
    public void OnEnded(Action<TaskOutcome> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        if (!_attempt.End.TryAdd(callback))
        {
            callback(_attempt.Outcome);
        }
    }
}
