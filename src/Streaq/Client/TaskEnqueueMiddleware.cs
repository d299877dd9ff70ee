namespace Streaq;

/// <summary>The rest of an enqueue: the inner middleware, and then the write.</summary>
/// <param name="context">The task about to be enqueued.</param>
/// <returns>A task that completes when it is enqueued.</returns>
public delegate Task EnqueueDelegate(EnqueueContext context);

/// <summary>Middleware around the enqueues of a producer.</summary>
public interface ITaskEnqueueMiddleware
{
    /// <summary>Runs around the rest of the enqueue, once for each task, also where many are enqueued together.</summary>
    /// <param name="context">The task about to be enqueued.</param>
    /// <param name="next">
    /// The rest of the enqueue. If it is not called and <see cref="EnqueueContext.Handle"/> is set, nothing is written and the caller gets
    /// that handle.
    /// </param>
    /// <returns>A task that completes when it is enqueued.</returns>
    Task InvokeAsync(EnqueueContext context, EnqueueDelegate next);
}
