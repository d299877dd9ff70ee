namespace Streaq;

/// <summary>
/// Runs a queue's tasks when it is asked to, one attempt at a time, where a worker does so by itself: the seam of
/// <c>Streaq.Testing</c>. A service like <see cref="IStreaqClient"/>; needs no
/// <see cref="StreaqBuilder.AddWorker(Action{WorkerOptions})"/>.
/// </summary>
/// <remarks>
/// An attempt goes through all that a worker's would: middleware, handler, span, outcome. It holds a lease of a day, which is not renewed.
/// </remarks>
public interface ITaskRunner
{
    /// <summary>Runs one attempt of a task that is in no queue, and keeps nothing of it.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument; goes through JSON, as it would on its way to a worker.</param>
    /// <param name="attempt">The number of the attempt, from 1.</param>
    /// <param name="options">Id, priority, headers and trace mode; <c>UseEnqueue</c> middleware adds nothing to them.</param>
    /// <param name="cancellationToken">What the attempt sees as the stop of its worker.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule, or names a delay or a time.</exception>
    /// <exception cref="InvalidOperationException">
    /// A mapping is unfinished, or a handler asks for a service that is not registered.
    /// </exception>
    Task<AttemptResult<TResult>> RunAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task,
        TArgument argument,
        int attempt = 1,
        EnqueueOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Runs one attempt of a task without a result that is in no queue, and keeps nothing of it.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument; goes through JSON, as it would on its way to a worker.</param>
    /// <param name="attempt">The number of the attempt, from 1.</param>
    /// <param name="options">Id, priority, headers and trace mode; <c>UseEnqueue</c> middleware adds nothing to them.</param>
    /// <param name="cancellationToken">What the attempt sees as the stop of its worker.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule, or names a delay or a time.</exception>
    /// <exception cref="InvalidOperationException">
    /// A mapping is unfinished, or a handler asks for a service that is not registered.
    /// </exception>
    Task<AttemptResult> RunAsync<TArgument>(
        TaskDefinition<TArgument> task,
        TArgument argument,
        int attempt = 1,
        EnqueueOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Fires the schedules that are due, makes due tasks ready, runs the next ready one, and stores its outcome.</summary>
    /// <param name="cancellationToken">What the attempt sees as the stop of its worker; the task is ready again then.</param>
    /// <returns>What came of it; <see langword="null"/> when no task is ready.</returns>
    /// <exception cref="InvalidOperationException">
    /// A mapping is unfinished, or a handler asks for a service that is not registered.
    /// </exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<AttemptResult?> RunNextAsync(CancellationToken cancellationToken = default);

    /// <summary>When the next scheduled task is due, or the next schedule fires.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The time until then; <see langword="null"/> when there is neither.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TimeSpan?> NextDueInAsync(CancellationToken cancellationToken = default);
}
