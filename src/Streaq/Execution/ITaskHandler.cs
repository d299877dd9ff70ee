namespace Streaq;

/// <summary>Handles a task without a result. Resolved from the service scope of each attempt.</summary>
/// <typeparam name="TArgument">The type of the task's argument.</typeparam>
public interface ITaskHandler<in TArgument>
{
    /// <summary>Runs one attempt.</summary>
    /// <param name="argument">The task's argument.</param>
    /// <param name="context">The attempt.</param>
    /// <param name="cancellationToken">See <see cref="TaskContext.CancellationToken"/>.</param>
    /// <returns>A task that completes with the attempt.</returns>
    Task HandleAsync(TArgument argument, TaskContext context, CancellationToken cancellationToken);
}

/// <summary>Handles a task with a result. Resolved from the service scope of each attempt.</summary>
/// <typeparam name="TArgument">The type of the task's argument.</typeparam>
/// <typeparam name="TResult">The type of the task's result.</typeparam>
public interface ITaskHandler<in TArgument, TResult>
{
    /// <summary>Runs one attempt.</summary>
    /// <param name="argument">The task's argument.</param>
    /// <param name="context">The attempt.</param>
    /// <param name="cancellationToken">See <see cref="TaskContext.CancellationToken"/>.</param>
    /// <returns>The result.</returns>
    Task<TResult> HandleAsync(TArgument argument, TaskContext context, CancellationToken cancellationToken);
}
