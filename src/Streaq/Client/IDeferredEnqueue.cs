namespace Streaq;

/// <summary>
/// An enqueue in two steps: the message is made now, and put into the queue later, by whichever process. The seam of
/// <c>Streaq.EntityFrameworkCore</c>, which keeps messages in a database meanwhile. A service like <see cref="IStreaqClient"/>, with the
/// key of the queue where that has a name.
/// </summary>
/// <remarks>
/// The first step is all of an enqueue but the write: it checks options, starts the span whose context travels, runs the middleware of
/// <c>UseEnqueue</c>, and serializes, signs and compresses the argument. It does not ask Redis anything, so that a priority which no worker
/// serves goes unnoticed.
/// </remarks>
public interface IDeferredEnqueue
{
    /// <summary>Makes the message of a task with a result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument, serialized now.</param>
    /// <param name="options">How it is enqueued. Times count from now, not from the second step.</param>
    /// <param name="cancellationToken">What middleware sees.</param>
    /// <returns>The handle and the message.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument.</exception>
    ValueTask<DeferredTask<TaskHandle<TResult>>> PrepareAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task,
        TArgument argument,
        EnqueueOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Makes the message of a task without a result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument, serialized now.</param>
    /// <param name="options">How it is enqueued. Times count from now, not from the second step.</param>
    /// <param name="cancellationToken">What middleware sees.</param>
    /// <returns>The handle and the message.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument.</exception>
    ValueTask<DeferredTask<TaskHandle>> PrepareAsync<TArgument>(
        TaskDefinition<TArgument> task, TArgument argument, EnqueueOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Makes the messages of many tasks with results, with the spans of a batch.</summary>
    /// <typeparam name="TArgument">The type of the arguments.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="arguments">One for each.</param>
    /// <param name="options">How each is enqueued; without an id and a deduplication key.</param>
    /// <param name="cancellationToken">What middleware sees.</param>
    /// <returns>A handle and a message for each, in the order of the arguments.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of an argument.</exception>
    ValueTask<IReadOnlyList<DeferredTask<TaskHandle<TResult>>>> PrepareManyAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task,
        IEnumerable<TArgument> arguments,
        EnqueueOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Makes the messages of many tasks without results, with the spans of a batch.</summary>
    /// <typeparam name="TArgument">The type of the arguments.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="arguments">One for each.</param>
    /// <param name="options">How each is enqueued; without an id and a deduplication key.</param>
    /// <param name="cancellationToken">What middleware sees.</param>
    /// <returns>A handle and a message for each, in the order of the arguments.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of an argument.</exception>
    ValueTask<IReadOnlyList<DeferredTask<TaskHandle>>> PrepareManyAsync<TArgument>(
        TaskDefinition<TArgument> task,
        IEnumerable<TArgument> arguments,
        EnqueueOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Puts tasks into the queue, in their order within a priority. One whose id the queue knows already is left as it is, so that a call
    /// may be repeated.
    /// </summary>
    /// <param name="messages">What <see cref="DeferredMessage.Content"/> had, of this queue.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>A task that completes when all are in the queue.</returns>
    /// <exception cref="FormatException">A message can't be read; nothing was written.</exception>
    /// <exception cref="DependencyRefusedException">
    /// A task waits strictly for one of which nothing is known; those before it may have been written.
    /// </exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached; some may have been written.</exception>
    Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellationToken = default);
}
