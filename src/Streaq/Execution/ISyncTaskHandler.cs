namespace Streaq;

/// <summary>Handles a task without a result by code that blocks. Resolved from the service scope of each attempt.</summary>
/// <typeparam name="TArgument">The type of the task's argument.</typeparam>
/// <remarks>Runs on a thread of its own, see <see cref="WorkerOptions.SyncConcurrency"/>.</remarks>
public interface ISyncTaskHandler<in TArgument>
{
    /// <summary>Runs one attempt.</summary>
    /// <param name="argument">The task's argument.</param>
    /// <param name="context">The attempt.</param>
    /// <param name="cancellationToken">See <see cref="TaskContext.CancellationToken"/>; nothing else ends the handler early.</param>
    void Handle(TArgument argument, TaskContext context, CancellationToken cancellationToken);
}

/// <summary>Handles a task with a result by code that blocks. Resolved from the service scope of each attempt.</summary>
/// <typeparam name="TArgument">The type of the task's argument.</typeparam>
/// <typeparam name="TResult">The type of the task's result.</typeparam>
/// <remarks>Runs on a thread of its own, see <see cref="WorkerOptions.SyncConcurrency"/>.</remarks>
public interface ISyncTaskHandler<in TArgument, out TResult>
{
    /// <summary>Runs one attempt.</summary>
    /// <param name="argument">The task's argument.</param>
    /// <param name="context">The attempt.</param>
    /// <param name="cancellationToken">See <see cref="TaskContext.CancellationToken"/>; nothing else ends the handler early.</param>
    /// <returns>The result.</returns>
    TResult Handle(TArgument argument, TaskContext context, CancellationToken cancellationToken);
}
