namespace Streaq;

/// <summary>
/// Runs a queue's tasks on request, one attempt at a time. A worker, in contrast, runs them without a request. <c>Streaq.Testing</c> builds
/// on it. It is a service like <see cref="IStreaqClient"/>, and needs no <see cref="StreaqBuilder.AddWorker(Action{WorkerOptions})"/>.
/// </summary>
/// <remarks>
/// An attempt runs as it does in a worker: with middleware, handler, span and outcome. It holds a lease of a day, which is not renewed.
/// </remarks>
public interface ITaskRunner
{
    /// <summary>Runs one attempt of a task that is in no queue, and stores nothing of it.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument. It is serialized to JSON and back, as on its way to a worker.</param>
    /// <param name="attempt">The number of the attempt, from 1.</param>
    /// <param name="options">Id, priority, headers and trace mode; <c>UseEnqueue</c> middleware adds nothing to them.</param>
    /// <param name="cancellationToken">Cancels the attempt as the stop of its worker would.</param>
    /// <returns>The result of the attempt.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule, or names a delay or a time.</exception>
    /// <exception cref="InvalidOperationException">
    /// A mapping is unfinished, or a handler requires a service that is not registered.
    /// </exception>
    Task<AttemptResult<TResult>> RunAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task,
        TArgument argument,
        int attempt = 1,
        EnqueueOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Runs one attempt of a task without a result that is in no queue, and stores nothing of it.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument. It is serialized to JSON and back, as on its way to a worker.</param>
    /// <param name="attempt">The number of the attempt, from 1.</param>
    /// <param name="options">Id, priority, headers and trace mode; <c>UseEnqueue</c> middleware adds nothing to them.</param>
    /// <param name="cancellationToken">Cancels the attempt as the stop of its worker would.</param>
    /// <returns>The result of the attempt.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule, or names a delay or a time.</exception>
    /// <exception cref="InvalidOperationException">
    /// A mapping is unfinished, or a handler requires a service that is not registered.
    /// </exception>
    Task<AttemptResult> RunAsync<TArgument>(
        TaskDefinition<TArgument> task,
        TArgument argument,
        int attempt = 1,
        EnqueueOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Fires the schedules that are due, makes due tasks ready, runs the next ready one, and stores its outcome.</summary>
    /// <param name="cancellationToken">Cancels the attempt as the stop of its worker would; the task is then ready again.</param>
    /// <returns>The result of the attempt; <see langword="null"/> when no task is ready.</returns>
    /// <exception cref="InvalidOperationException">
    /// A mapping is unfinished, or a handler requires a service that is not registered.
    /// </exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<AttemptResult?> RunNextAsync(CancellationToken cancellationToken = default);

    /// <summary>Gets the time until the next scheduled task is due or the next schedule fires.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The time; <see langword="null"/> when there is neither.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TimeSpan?> NextDueInAsync(CancellationToken cancellationToken = default);
}
