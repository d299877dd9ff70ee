namespace Streaq;

/// <summary>
/// Enqueues in two steps: makes the message now, and puts it into the queue later, in any process. <c>Streaq.EntityFrameworkCore</c> builds
/// on it and keeps the messages in a database in between. It is registered like <see cref="IStreaqClient"/>: as a keyed service when the
/// queue has a name.
/// </summary>
/// <remarks>
/// The first step is an enqueue without the write. It checks options, starts the span whose context the task carries, and runs the
/// middleware of <c>UseEnqueue</c>. Then it serializes, signs and compresses the argument. It does not call Redis, so it does not notice a
/// priority that no worker serves.
/// </remarks>
public interface IDeferredEnqueue
{
    /// <summary>Makes the message of a task with a result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument, serialized now.</param>
    /// <param name="options">The enqueue options. Times count from now, not from the second step.</param>
    /// <param name="cancellationToken">The token that middleware receives.</param>
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
    /// <param name="options">The enqueue options. Times count from now, not from the second step.</param>
    /// <param name="cancellationToken">The token that middleware receives.</param>
    /// <returns>The handle and the message.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument.</exception>
    ValueTask<DeferredTask<TaskHandle>> PrepareAsync<TArgument>(
        TaskDefinition<TArgument> task, TArgument argument, EnqueueOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Makes the messages of many tasks with results, with the spans of a batch.</summary>
    /// <typeparam name="TArgument">The type of the arguments.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="arguments">The arguments, one for each task.</param>
    /// <param name="options">The enqueue options of each task; without an id or a deduplication key.</param>
    /// <param name="cancellationToken">The token that middleware receives.</param>
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
    /// <param name="arguments">The arguments, one for each task.</param>
    /// <param name="options">The enqueue options of each task; without an id or a deduplication key.</param>
    /// <param name="cancellationToken">The token that middleware receives.</param>
    /// <returns>A handle and a message for each, in the order of the arguments.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of an argument.</exception>
    ValueTask<IReadOnlyList<DeferredTask<TaskHandle>>> PrepareManyAsync<TArgument>(
        TaskDefinition<TArgument> task,
        IEnumerable<TArgument> arguments,
        EnqueueOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Makes one message for all stages of a pipeline.</summary>
    /// <typeparam name="TResult">The type of the last stage's result.</typeparam>
    /// <param name="pipeline">The pipeline, made by the client of this queue.</param>
    /// <param name="cancellationToken">The token that middleware receives.</param>
    /// <returns>The handle of the last stage, and the message.</returns>
    /// <exception cref="InvalidOperationException">
    /// The pipeline is of another queue, or a middleware took a stage out of the <c>After</c> of the next.
    /// </exception>
    /// <exception cref="ArgumentException">A middleware set options that contradict each other or break a rule.</exception>
    ValueTask<DeferredTask<TaskHandle<TResult>>> PrepareAsync<TResult>(
        TaskPipeline<TResult> pipeline, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PrepareAsync{TResult}(TaskPipeline{TResult}, CancellationToken)"/>
    ValueTask<DeferredTask<TaskHandle>> PrepareAsync(TaskPipeline pipeline, CancellationToken cancellationToken = default);

    /// <summary>Makes one message for a whole group of tasks with results.</summary>
    /// <typeparam name="TArgument">The type of the arguments.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="arguments">The arguments, one for each task.</param>
    /// <param name="options">The options of the group and of its callbacks.</param>
    /// <param name="cancellationToken">The token that middleware receives.</param>
    /// <returns>The group and the message.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of an argument.</exception>
    ValueTask<DeferredGroup<TaskGroup<TResult>>> PrepareGroupAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task,
        IEnumerable<TArgument> arguments,
        GroupOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Makes one message for a whole group of tasks without results.</summary>
    /// <typeparam name="TArgument">The type of the arguments.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="arguments">The arguments, one for each task.</param>
    /// <param name="options">The options of the group and of its callbacks.</param>
    /// <param name="cancellationToken">The token that middleware receives.</param>
    /// <returns>The group and the message.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of an argument.</exception>
    ValueTask<DeferredGroup<TaskGroup>> PrepareGroupAsync<TArgument>(
        TaskDefinition<TArgument> task,
        IEnumerable<TArgument> arguments,
        GroupOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes the message that adds or replaces a dynamic schedule, as <see cref="IStreaqClient.ScheduleAsync{TArgument, TResult}"/> does.
    /// </summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="id">The schedule's id.</param>
    /// <param name="expression">When it fires.</param>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument, serialized now.</param>
    /// <param name="options">The options of the schedule.</param>
    /// <returns>The message.</returns>
    /// <exception cref="ArgumentException">The expression can't be read, or an option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument.</exception>
    DeferredMessage PrepareSchedule<TArgument, TResult>(
        string id, string expression, TaskDefinition<TArgument, TResult> task, TArgument argument, ScheduleOptions? options = null);

    /// <summary>Makes the message that adds or replaces a dynamic schedule of a task without a result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="id">The schedule's id.</param>
    /// <param name="expression">When it fires.</param>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument, serialized now.</param>
    /// <param name="options">The options of the schedule.</param>
    /// <returns>The message.</returns>
    /// <exception cref="ArgumentException">The expression can't be read, or an option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument.</exception>
    DeferredMessage PrepareSchedule<TArgument>(
        string id, string expression, TaskDefinition<TArgument> task, TArgument argument, ScheduleOptions? options = null);

    /// <summary>Makes the message that ends a dynamic schedule. If there is no schedule with that id, it does nothing.</summary>
    /// <param name="id">The schedule's id.</param>
    /// <returns>The message.</returns>
    /// <exception cref="ArgumentException">The id breaks the rules for names.</exception>
    DeferredMessage PrepareUnschedule(string id);

    /// <summary>Gets a handle of a task by its id. With a store from <see cref="KeptIn"/>, it looks there as well.</summary>
    /// <typeparam name="TResult">The type of its result.</typeparam>
    /// <param name="taskId">The task's id.</param>
    /// <returns>The handle.</returns>
    /// <exception cref="ArgumentException">The id breaks the rules for names.</exception>
    TaskHandle<TResult> Handle<TResult>(string taskId);

    /// <summary>
    /// Returns an enqueue whose handles also look for their message in a store. Until the message is in the queue, their state is
    /// <see cref="TaskState.Waiting"/>, and their waits continue.
    /// </summary>
    /// <param name="store">The store that keeps the messages.</param>
    /// <returns>An enqueue in two steps.</returns>
    IDeferredEnqueue KeptIn(IDeferredStore store);

    /// <summary>
    /// Puts messages into the queue. Tasks keep their order within a priority. A task whose id the queue knows already is left as it is, so
    /// a call may be repeated.
    /// </summary>
    /// <param name="messages">The <see cref="DeferredMessage.Content"/> of messages of this queue.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>A task that completes when all are in the queue.</returns>
    /// <exception cref="FormatException">A message can't be read; nothing was written.</exception>
    /// <exception cref="DependencyRefusedException">
    /// A task waits strictly for a task that the queue does not know; messages before it may have been written.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// A schedule never fires any more, or workers declare a schedule with its id; messages before it may have been written.
    /// </exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached; some messages may have been written.</exception>
    Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellationToken = default);
}
