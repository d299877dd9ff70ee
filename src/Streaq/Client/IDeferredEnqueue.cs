namespace Streaq;

/// <summary>
/// An enqueue in two steps: the message is made now, and put into the queue later, by whichever process. The seam of
/// <c>Streaq.EntityFrameworkCore</c>, which keeps messages in a database meanwhile. A service like <see cref="IStreaqClient"/>, with the
/// key of the queue where that has a name.
/// </summary>
/// <remarks>
/// The first step is all of an enqueue but the write. It checks options, starts the span whose context travels, and runs the middleware of
/// <c>UseEnqueue</c>. Then it serializes, signs and compresses the argument. It does not call Redis, so it does not notice a priority that
/// no worker serves.
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

    /// <summary>Makes the message of a pipeline, one for all its stages.</summary>
    /// <typeparam name="TResult">The type of the last one's result.</typeparam>
    /// <param name="pipeline">Made by the client of this queue.</param>
    /// <param name="cancellationToken">What middleware sees.</param>
    /// <returns>The handle of the last stage, and the message.</returns>
    /// <exception cref="InvalidOperationException">
    /// It is of another queue, or a middleware took a stage out of the <c>After</c> of the next.
    /// </exception>
    /// <exception cref="ArgumentException">A middleware set options that contradict each other or break a rule.</exception>
    ValueTask<DeferredTask<TaskHandle<TResult>>> PrepareAsync<TResult>(
        TaskPipeline<TResult> pipeline, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PrepareAsync{TResult}(TaskPipeline{TResult}, CancellationToken)"/>
    ValueTask<DeferredTask<TaskHandle>> PrepareAsync(TaskPipeline pipeline, CancellationToken cancellationToken = default);

    /// <summary>Makes the message of a group of tasks with results, one for all of it.</summary>
    /// <typeparam name="TArgument">The type of the arguments.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="arguments">One for each.</param>
    /// <param name="options">How they are enqueued, and what follows.</param>
    /// <param name="cancellationToken">What middleware sees.</param>
    /// <returns>The group and the message.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of an argument.</exception>
    ValueTask<DeferredGroup<TaskGroup<TResult>>> PrepareGroupAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task,
        IEnumerable<TArgument> arguments,
        GroupOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Makes the message of a group of tasks without results, one for all of it.</summary>
    /// <typeparam name="TArgument">The type of the arguments.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="arguments">One for each.</param>
    /// <param name="options">How they are enqueued, and what follows.</param>
    /// <param name="cancellationToken">What middleware sees.</param>
    /// <returns>The group and the message.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of an argument.</exception>
    ValueTask<DeferredGroup<TaskGroup>> PrepareGroupAsync<TArgument>(
        TaskDefinition<TArgument> task,
        IEnumerable<TArgument> arguments,
        GroupOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes the message that puts a dynamic schedule, as <see cref="IStreaqClient.ScheduleAsync{TArgument, TResult}"/> does.
    /// </summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="id">The schedule's id.</param>
    /// <param name="expression">When it fires.</param>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument, serialized now.</param>
    /// <param name="options">How it is fired.</param>
    /// <returns>The message.</returns>
    /// <exception cref="ArgumentException">The expression can't be read, or an option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument.</exception>
    DeferredMessage PrepareSchedule<TArgument, TResult>(
        string id, string expression, TaskDefinition<TArgument, TResult> task, TArgument argument, ScheduleOptions? options = null);

    /// <summary>The same for a task without a result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="id">The schedule's id.</param>
    /// <param name="expression">When it fires.</param>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument, serialized now.</param>
    /// <param name="options">How it is fired.</param>
    /// <returns>The message.</returns>
    /// <exception cref="ArgumentException">The expression can't be read, or an option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument.</exception>
    DeferredMessage PrepareSchedule<TArgument>(
        string id, string expression, TaskDefinition<TArgument> task, TArgument argument, ScheduleOptions? options = null);

    /// <summary>Makes the message that ends a dynamic schedule; without one of that id it does nothing.</summary>
    /// <param name="id">The schedule's id.</param>
    /// <returns>The message.</returns>
    /// <exception cref="ArgumentException">The id breaks the rules for names.</exception>
    DeferredMessage PrepareUnschedule(string id);

    /// <summary>A handle of a task by its id, which knows of a store as those of <see cref="KeptIn"/> do.</summary>
    /// <typeparam name="TResult">The type of its result.</typeparam>
    /// <param name="taskId">The task's id.</param>
    /// <returns>The handle.</returns>
    /// <exception cref="ArgumentException">The id breaks the rules for names.</exception>
    TaskHandle<TResult> Handle<TResult>(string taskId);

    /// <summary>
    /// The same, with handles that look for their message where it is kept. Until the queue has it, their state is
    /// <see cref="TaskState.Waiting"/>, and their waits go on.
    /// </summary>
    /// <param name="store">Where messages are kept.</param>
    /// <returns>An enqueue in two steps.</returns>
    IDeferredEnqueue KeptIn(IDeferredStore store);

    /// <summary>
    /// Puts messages into the queue, tasks in their order within a priority. One whose id the queue knows already is left as it is, so that
    /// a call may be repeated.
    /// </summary>
    /// <param name="messages">What <see cref="DeferredMessage.Content"/> had, of this queue.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>A task that completes when all are in the queue.</returns>
    /// <exception cref="FormatException">A message can't be read; nothing was written.</exception>
    /// <exception cref="DependencyRefusedException">
    /// A task waits strictly for one of which nothing is known; those before it may have been written.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// A schedule never fires any more, or its id is that of one that workers declare; those before it may have been written.
    /// </exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached; some may have been written.</exception>
    Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellationToken = default);
}
