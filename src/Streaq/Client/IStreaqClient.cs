namespace Streaq;

/// <summary>Enqueues tasks and tells of them.</summary>
public interface IStreaqClient
{
    /// <summary>Enqueues a task with a result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="options">How it is enqueued.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; the task may be enqueued nevertheless.</param>
    /// <returns>A handle of the task.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule; nothing was written.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument; nothing was written.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TaskHandle<TResult>> EnqueueAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task,
        TArgument argument,
        EnqueueOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Enqueues a task without a result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="options">How it is enqueued.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; the task may be enqueued nevertheless.</param>
    /// <returns>A handle of the task.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule; nothing was written.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument; nothing was written.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TaskHandle> EnqueueAsync<TArgument>(
        TaskDefinition<TArgument> task, TArgument argument, EnqueueOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Enqueues a task per argument, in their order and with few round trips.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="options">How each is enqueued; without an id or a deduplication key.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; tasks may be enqueued nevertheless.</param>
    /// <returns>A handle per argument.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule; nothing was written.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument; nothing was written.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<IReadOnlyList<TaskHandle<TResult>>> EnqueueManyAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task,
        IEnumerable<TArgument> arguments,
        EnqueueOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Enqueues a task without a result per argument, in their order and with few round trips.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="options">How each is enqueued; without an id or a deduplication key.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; tasks may be enqueued nevertheless.</param>
    /// <returns>A handle per argument.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule; nothing was written.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument; nothing was written.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<IReadOnlyList<TaskHandle>> EnqueueManyAsync<TArgument>(
        TaskDefinition<TArgument> task,
        IEnumerable<TArgument> arguments,
        EnqueueOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Begins a pipeline: tasks each of which takes the result of the one before it as its argument.</summary>
    /// <typeparam name="TArgument">The type of the first task's argument.</typeparam>
    /// <typeparam name="TResult">The type of its result.</typeparam>
    /// <param name="task">The first task.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="options">
    /// How it is enqueued; without a deduplication key. Later stages without an id get one that follows from its id, if it has one.
    /// </param>
    /// <returns>A pipeline of one stage: go on with <c>Then</c>, end with <c>EnqueueAsync</c>.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule.</exception>
    TaskPipeline<TResult> Pipeline<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task, TArgument argument, EnqueueOptions? options = null);

    /// <summary>Enqueues a task per argument as a group, whose progress and end can be seen as one.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="arguments">The arguments; none make a group that is finished at once.</param>
    /// <param name="options">How each is enqueued, and what follows.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; tasks may be enqueued nevertheless.</param>
    /// <returns>The group.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule; nothing was written.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument; nothing was written.</exception>
    /// <exception cref="DependencyRefusedException">A task in <c>After</c> is refused.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TaskGroup<TResult>> GroupAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task,
        IEnumerable<TArgument> arguments,
        GroupOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Enqueues a task without a result per argument as a group, whose progress and end can be seen as one.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="arguments">The arguments; none make a group that is finished at once.</param>
    /// <param name="options">How each is enqueued, and what follows.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; tasks may be enqueued nevertheless.</param>
    /// <returns>The group.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule; nothing was written.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument; nothing was written.</exception>
    /// <exception cref="DependencyRefusedException">A task in <c>After</c> is refused.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TaskGroup> GroupAsync<TArgument>(
        TaskDefinition<TArgument> task,
        IEnumerable<TArgument> arguments,
        GroupOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>How far a group is that was enqueued elsewhere.</summary>
    /// <param name="groupId">The group's id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="TaskNotFoundException">
    /// Nothing is known of the group: it was never enqueued, or its counts have expired.
    /// </exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<GroupProgress> GroupProgressAsync(string groupId, CancellationToken cancellationToken = default);

    /// <summary>Where a task is.</summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The state; <see cref="TaskState.NotFound"/> when nothing is known of the id.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TaskState> StateAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends a task before its time. A task that no worker holds leaves the queue at once. For a running task, its
    /// <see cref="TaskContext.CancellationToken"/> is cancelled within 100 ms. What the handler then throws ends the task as aborted,
    /// without a retry or a dead letter. A handler that returns all the same has succeeded. After 5 seconds the worker leaves a handler
    /// behind that ignores its token, and the task is aborted.
    /// </summary>
    /// <param name="taskId">The task's id. A group is not aborted by its id; its tasks are.</param>
    /// <param name="timeout">
    /// How long to wait for the end of a running task: zero or more. <see langword="null"/> and
    /// <see cref="Timeout.InfiniteTimeSpan"/>: as long as the token allows.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; a running task is aborted all the same.</param>
    /// <returns>
    /// Whether the task has ended as aborted, by this call or an earlier one. <see langword="false"/> when it had ended otherwise, when
    /// nothing is known of it, or when it did not end within the timeout.
    /// </returns>
    /// <exception cref="ArgumentException">The id breaks the rules for names.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<bool> AbortAsync(string taskId, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a task ready that waits for its time or for its next attempt. It still waits for other tasks, limits, and the end of a pause.
    /// </summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; the task may be ready nevertheless.</param>
    /// <returns>What was done, or where the task is.</returns>
    /// <exception cref="ArgumentException">The id breaks the rules for names.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<RunNowResult> RunNowAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>What is known of a task.</summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The report; its state is <see cref="TaskState.NotFound"/> when nothing is known of the id.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TaskReport> ReportAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>A handle of a task enqueued elsewhere.</summary>
    /// <typeparam name="TResult">The type of its result.</typeparam>
    /// <param name="taskId">The task's id.</param>
    /// <returns>The handle; whether there is such a task shows when it is used.</returns>
    TaskHandle<TResult> Handle<TResult>(string taskId);

    /// <summary>Lists tasks of one state, a page at a time.</summary>
    /// <param name="state">
    /// The state. Scheduled tasks come by due time, ready and running ones by priority and age, failed ones (the dead letters) newest
    /// first. Waiting tasks come by the start of their wait, those that wait for other tasks before those that wait for limits. Redis has
    /// no index of tasks that succeeded, were aborted or expired. They come in no order, and a task may come twice. A page of them looks at
    /// as many keys of the database as it takes to fill it.
    /// </param>
    /// <param name="limit">How many at most, from 1 to 1,000.</param>
    /// <param name="continuation">The <see cref="TaskPage.Continuation"/> of the page before; <see langword="null"/> for the first.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The page; tasks that move on between two pages may be missed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The state is <see cref="TaskState.NotFound"/>, or the limit out of range.</exception>
    /// <exception cref="ArgumentException">The continuation is not one of this state.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TaskPage> ListAsync(TaskState state, int limit = 100, string? continuation = null, CancellationToken cancellationToken = default);

    /// <summary>The workers of all processes that have a lease, and what they hold.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The workers, the one whose lease ends first first.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<IReadOnlyList<WorkerReport>> WorkersAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists these workers a page at a time, by their ids and without the tasks that they hold. It costs Redis a command for each on the
    /// page, and a few for all others.
    /// </summary>
    /// <param name="limit">How many at most, from 1 to 1,000.</param>
    /// <param name="continuation">
    /// The <see cref="WorkerPage.Continuation"/> of the page before; <see langword="null"/> for the first.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The page.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<WorkerPage> WorkerPageAsync(int limit = 100, string? continuation = null, CancellationToken cancellationToken = default);

    /// <summary>One of these workers, and what it holds.</summary>
    /// <param name="workerId">The worker's id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The worker; <see langword="null"/> when none of that id has a lease.</returns>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<WorkerReport?> WorkerAsync(string workerId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Counts the tasks in each state that is not an end. Ready and running ones are counted by priority, for the priorities that this
    /// process knows and those that workers serve.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TaskCounts> CountsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// How attempts of the queue's tasks ended, how long they took, and how long the tasks had waited, over time and by task. One call
    /// reads it, whatever the queue holds. The cost depends on the window and the number of names.
    /// </summary>
    /// <param name="window">
    /// How far back, from a minute to 3 days. Up to 8 hours the slots are minutes, beyond that hours. For one task they are minutes up to
    /// an hour, then ten minutes up to 8 hours. The first slot may begin before the window, by up to ten minutes in windows of up to 8
    /// hours, and by up to an hour in longer ones.
    /// </param>
    /// <param name="taskName">The name of the only task to tell of; <see langword="null"/>: all, with their names.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>What workers with <see cref="WorkerOptions.CollectStatistics"/> have counted.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The window is out of range.</exception>
    /// <exception cref="ArgumentException">The name breaks the rules for names.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<QueueStatistics> StatisticsAsync(TimeSpan window, string? taskName = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// A sample of the tasks that have ended in the last 3 days. Every third of its lease, each worker adds 50 at most: the 10 slowest, the
    /// newest, and those that failed. It is one command. The records of the tasks may have gone meanwhile.
    /// </summary>
    /// <param name="limit">How many at most, from 1 to 1,000, which is what the queue keeps.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>What workers with <see cref="WorkerOptions.CollectStatistics"/> have noted, about newest first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<IReadOnlyList<RecentTask>> RecentAsync(int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Whether the queue was ever used: whether a worker has joined, or anything of it is in Redis.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns><see langword="false"/> after the list of queues was looked at, as <see cref="QueueNamesAsync"/> does.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached, or refuses <c>SCAN</c> where it is needed.</exception>
    Task<bool> QueueExistsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// The names of the queues of the database, on all primaries of a cluster. A queue is listed when a worker has joined it, or when
    /// anything of it is in Redis. Workers and producers write the names into a set. The first call on a Redis also looks at all keys of
    /// the database, a thousand at a time. That finds queues of versions without the set. For a user who may not read the set, every call
    /// does. Without Redis, it is this queue alone.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The names, in their order.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached, or refuses <c>SCAN</c> and has no set.</exception>
    Task<IReadOnlyList<string>> QueueNamesAsync(CancellationToken cancellationToken = default);

    /// <summary>The queues that <see cref="QueueNamesAsync"/> finds, with their counts and workers.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The queues by name.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached, or refuses <c>SCAN</c> and has no set.</exception>
    Task<IReadOnlyList<QueueReport>> QueuesAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Fires a task with a result whenever an expression says so, until <see cref="UnscheduleAsync"/>. It replaces a schedule of the same
    /// id, so the call may be repeated. With the same expression and time zone, the next slot stays.
    /// </summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="id">The schedule's id; 1 to 200 characters, no white space or control characters.</param>
    /// <param name="expression">
    /// Five fields (minute, hour, day, month, weekday), or six with seconds first. A field takes lists, ranges, steps, names and <c>L</c>,
    /// <c>W</c>, <c>#</c>, <c>?</c> as Cronos reads them. Or <c>@hourly</c>, <c>@daily</c>, <c>@weekly</c>, <c>@monthly</c>,
    /// <c>@yearly</c>, or <c>@every</c> with a time such as <c>30s</c> or <c>1h30m</c>.
    /// </param>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument, serialized now.</param>
    /// <param name="options">How it is fired.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; the schedule may be stored nevertheless.</param>
    /// <returns>A task that completes when the schedule is stored.</returns>
    /// <exception cref="ArgumentException">
    /// The expression can't be read or never fires, an option breaks a rule, or workers declare a schedule of that id; nothing was written.
    /// </exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument; nothing was written.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task ScheduleAsync<TArgument, TResult>(
        string id, string expression, TaskDefinition<TArgument, TResult> task, TArgument argument, ScheduleOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>The same for a task without a result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="id">The schedule's id; 1 to 200 characters, no white space or control characters.</param>
    /// <param name="expression">As in the other overload.</param>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument, serialized now.</param>
    /// <param name="options">How it is fired.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; the schedule may be stored nevertheless.</param>
    /// <returns>A task that completes when the schedule is stored.</returns>
    /// <exception cref="ArgumentException">
    /// The expression can't be read or never fires, an option breaks a rule, or workers declare a schedule of that id; nothing was written.
    /// </exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument; nothing was written.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task ScheduleAsync<TArgument>(
        string id, string expression, TaskDefinition<TArgument> task, TArgument argument, ScheduleOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Ends a dynamic schedule. What it has fired already goes on.</summary>
    /// <param name="id">The schedule's id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>
    /// <see langword="false"/> when there was no dynamic schedule of that id; one declared with <c>Cron</c> is removed in the code.
    /// </returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<bool> UnscheduleAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Fires a schedule now, beside its timetable, which goes on as before. The task is the one that a slot would fire, with the present as
    /// its slot. It may overlap with another one. <c>WithUnique</c> and limits hold. Middleware of enqueues does not run.
    /// </summary>
    /// <param name="id">The schedule's id, be it dynamic or declared.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; the task may be enqueued nevertheless.</param>
    /// <returns>A handle of the task; <see langword="null"/> when there is no schedule of that id.</returns>
    /// <exception cref="ArgumentException">The id breaks the rules for names.</exception>
    /// <exception cref="PayloadRefusedException">
    /// The queue signs or transforms payloads, and this client does not: no worker would take the task. Nothing was written.
    /// </exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TaskHandle?> RunScheduleAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>All schedules of the queue, dynamic and declared, in the order of their next slots.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The schedules.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<IReadOnlyList<ScheduleReport>> ListSchedulesAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists these schedules a page at a time. A page costs Redis what is on it, however many there are.</summary>
    /// <param name="limit">How many at most, from 1 to 1,000.</param>
    /// <param name="continuation">
    /// The <see cref="SchedulePage.Continuation"/> of the page before; <see langword="null"/> for the first.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The page; one that fires between two pages may be on both.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    /// <exception cref="ArgumentException">The continuation is not one of such a page.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<SchedulePage> SchedulePageAsync(int limit = 100, string? continuation = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stops the workers of all processes from fetching tasks of the queue, or of one priority. Running tasks go on, enqueues are taken,
    /// and scheduled tasks still become ready. The pause lasts until <see cref="ResumeAsync"/>, and survives restarts.
    /// </summary>
    /// <param name="priority">The priority; <see langword="null"/>: the whole queue.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns><see langword="false"/> when it was paused already.</returns>
    /// <exception cref="ArgumentException">The priority is no valid name.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<bool> PauseAsync(string? priority = null, CancellationToken cancellationToken = default);

    /// <summary>Ends that pause. A priority paused by name stays paused when the whole queue is resumed.</summary>
    /// <param name="priority">The priority; <see langword="null"/>: the whole queue.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns><see langword="false"/> when it was not paused.</returns>
    /// <exception cref="ArgumentException">The priority is no valid name.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<bool> ResumeAsync(string? priority = null, CancellationToken cancellationToken = default);

    /// <summary>What is paused.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The queue, priorities, or nothing.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<QueuePause> PausedAsync(CancellationToken cancellationToken = default);

    /// <summary>The failed tasks of the queue.</summary>
    IDeadLetters DeadLetters { get; }

    /// <summary>The spans of the queue's traces that are kept beside it.</summary>
    ITaskTraces Traces { get; }
}
