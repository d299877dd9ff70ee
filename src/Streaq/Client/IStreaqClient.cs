namespace Streaq;

/// <summary>The client of a queue: enqueues tasks, reports on them, and controls tasks, schedules and pauses.</summary>
public interface IStreaqClient
{
    /// <summary>Enqueues a task with a result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="options">The enqueue options.</param>
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
    /// <param name="options">The enqueue options.</param>
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
    /// <param name="options">The enqueue options of each task; without an id or a deduplication key.</param>
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
    /// <param name="options">The enqueue options of each task; without an id or a deduplication key.</param>
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

    /// <summary>Begins a pipeline: a chain of tasks in which each takes the result of the one before it as its argument.</summary>
    /// <typeparam name="TArgument">The type of the first task's argument.</typeparam>
    /// <typeparam name="TResult">The type of its result.</typeparam>
    /// <param name="task">The first task.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="options">
    /// The enqueue options; without a deduplication key. If they set an id, later stages without an id get one that is derived from it.
    /// </param>
    /// <returns>A pipeline with one stage. Add stages with <c>Then</c>, and enqueue it with <c>EnqueueAsync</c>.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule.</exception>
    TaskPipeline<TResult> Pipeline<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task, TArgument argument, EnqueueOptions? options = null);

    /// <summary>Enqueues a task per argument as a group, whose progress and end can be seen as one.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="arguments">The arguments. A group without any is finished at once.</param>
    /// <param name="options">The options of the group and of its callbacks.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; tasks may be enqueued nevertheless.</param>
    /// <returns>The group.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule; nothing was written.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument; nothing was written.</exception>
    /// <exception cref="DependencyRefusedException">A dependency in <c>After</c> is refused.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TaskGroup<TResult>> GroupAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task,
        IEnumerable<TArgument> arguments,
        GroupOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Enqueues a task without a result per argument as a group, whose progress and end can be seen as one.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="arguments">The arguments. A group without any is finished at once.</param>
    /// <param name="options">The options of the group and of its callbacks.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; tasks may be enqueued nevertheless.</param>
    /// <returns>The group.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule; nothing was written.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument; nothing was written.</exception>
    /// <exception cref="DependencyRefusedException">A dependency in <c>After</c> is refused.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TaskGroup> GroupAsync<TArgument>(
        TaskDefinition<TArgument> task,
        IEnumerable<TArgument> arguments,
        GroupOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Gets the progress of a group that was enqueued elsewhere.</summary>
    /// <param name="groupId">The group's id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="TaskNotFoundException">
    /// The queue does not know the group: it was never enqueued, or its counts have expired.
    /// </exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<GroupProgress> GroupProgressAsync(string groupId, CancellationToken cancellationToken = default);

    /// <summary>Gets the state of a task.</summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The state; <see cref="TaskState.NotFound"/> when the queue does not know the id.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TaskState> StateAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Aborts a task. A task that no worker holds leaves the queue at once. For a running task, its
    /// <see cref="TaskContext.CancellationToken"/> is cancelled within 100 ms. If the handler then throws, the task ends as aborted,
    /// without a retry or a dead letter. If it returns, the task has succeeded. After 5 seconds the worker leaves behind a handler that
    /// ignores its token, and the task is aborted.
    /// </summary>
    /// <param name="taskId">The task's id. A group can't be aborted by its id; abort its tasks.</param>
    /// <param name="timeout">
    /// How long to wait for the end of a running task: zero or more. <see langword="null"/> and
    /// <see cref="Timeout.InfiniteTimeSpan"/>: as long as the token allows.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; a running task is aborted all the same.</param>
    /// <returns>
    /// Whether the task has ended as aborted, by this call or an earlier one. <see langword="false"/> when it had ended otherwise, when
    /// the queue does not know it, or when it did not end within the timeout.
    /// </returns>
    /// <exception cref="ArgumentException">The id breaks the rules for names.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<bool> AbortAsync(string taskId, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a task ready now instead of at its due time or at the time of its next attempt. It still waits for other tasks, limits, and
    /// the end of a pause.
    /// </summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; the task may be ready nevertheless.</param>
    /// <returns>Whether the task was made ready, or why not.</returns>
    /// <exception cref="ArgumentException">The id breaks the rules for names.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<RunNowResult> RunNowAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>Gets what the queue knows about a task.</summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The report; its state is <see cref="TaskState.NotFound"/> when the queue does not know the id.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TaskReport> ReportAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>Gets a handle of a task that was enqueued elsewhere.</summary>
    /// <typeparam name="TResult">The type of its result.</typeparam>
    /// <param name="taskId">The task's id.</param>
    /// <returns>The handle. The call does not check whether the task exists.</returns>
    TaskHandle<TResult> Handle<TResult>(string taskId);

    /// <summary>Lists tasks of one state, a page at a time.</summary>
    /// <param name="state">
    /// The state. Scheduled tasks are ordered by due time, ready and running ones by priority and age, failed ones (the dead letters)
    /// newest first. Waiting tasks are ordered by the start of their wait, those that wait for other tasks before those that wait for
    /// limits. Redis has no index of tasks that succeeded, were aborted or expired: they have no order, and a task may appear twice. A page
    /// of them scans as many keys of the database as it needs to be full.
    /// </param>
    /// <param name="limit">The maximum number, from 1 to 1,000.</param>
    /// <param name="continuation">The <see cref="TaskPage.Continuation"/> of the page before; <see langword="null"/> for the first.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The page. Tasks that change their state between two pages may be missed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The state is <see cref="TaskState.NotFound"/>, or the limit out of range.</exception>
    /// <exception cref="ArgumentException">The continuation does not come from a page of this state.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TaskPage> ListAsync(TaskState state, int limit = 100, string? continuation = null, CancellationToken cancellationToken = default);

    /// <summary>Lists the workers of all processes that have a lease, and the tasks that they hold.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The workers, ordered by the end of their leases, the earliest first.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<IReadOnlyList<WorkerReport>> WorkersAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists the workers that have a lease a page at a time, ordered by id and without the tasks that they hold. It costs Redis one command
    /// for each worker on the page, and a few for all others together.
    /// </summary>
    /// <param name="limit">The maximum number, from 1 to 1,000.</param>
    /// <param name="continuation">
    /// The <see cref="WorkerPage.Continuation"/> of the page before; <see langword="null"/> for the first.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The page.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<WorkerPage> WorkerPageAsync(int limit = 100, string? continuation = null, CancellationToken cancellationToken = default);

    /// <summary>Finds a worker that has a lease, and the tasks that it holds.</summary>
    /// <param name="workerId">The worker's id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The worker; <see langword="null"/> when no worker with that id has a lease.</returns>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<WorkerReport?> WorkerAsync(string workerId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Counts the tasks that have not ended, by state, and the dead letters. Ready and running tasks are counted by priority, for the
    /// priorities that this process knows and those that workers serve.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TaskCounts> CountsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Gets statistics of the queue's attempts over time and by task: their outcomes, their durations, and how long the tasks had waited.
    /// One call reads them. Its cost depends on the window and the number of task names, not on the number of tasks.
    /// </summary>
    /// <param name="window">
    /// The length of the window before now, from a minute to 3 days. A slot is a minute long in windows of up to 8 hours, and an hour in
    /// longer ones. For one task, it is a minute in windows of up to an hour, and ten minutes in those of up to 8 hours. The first slot may
    /// begin before the window, by up to ten minutes in windows of up to 8 hours, and by up to an hour in longer ones.
    /// </param>
    /// <param name="taskName">The name of a single task to report; <see langword="null"/>: all tasks, with their names.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The counts of workers with <see cref="WorkerOptions.CollectStatistics"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The window is out of range.</exception>
    /// <exception cref="ArgumentException">The name breaks the rules for names.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<QueueStatistics> StatisticsAsync(TimeSpan window, string? taskName = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gets a sample of the tasks that have ended in the last 3 days, with one command. After every third of its lease, each worker adds at
    /// most 50 tasks: the 10 slowest, the newest, and those that failed. The records of the tasks may be gone by now.
    /// </summary>
    /// <param name="limit">The maximum number, from 1 to 1,000. The queue keeps 1,000.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The tasks that workers with <see cref="WorkerOptions.CollectStatistics"/> have added, roughly newest first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<IReadOnlyList<RecentTask>> RecentAsync(int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Checks whether the queue was ever used: whether a worker has joined it, or Redis has any data of it.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>
    /// Whether it was used. Before it returns <see langword="false"/>, the call reads the list of queues as <see cref="QueueNamesAsync"/>
    /// does.
    /// </returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached, or refuses <c>SCAN</c> where it is needed.</exception>
    Task<bool> QueueExistsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists the names of the queues of the database, on all primaries of a cluster. A queue is listed when a worker has joined it, or when
    /// Redis has any data of it. Workers and producers write the names into a set. The first call on a Redis also scans all keys of the
    /// database, a thousand at a time, to find queues of versions without the set. For a user who may not read the set, every call scans.
    /// Without Redis, the list has this queue alone.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The names, sorted.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached, or refuses <c>SCAN</c> and has no set.</exception>
    Task<IReadOnlyList<string>> QueueNamesAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists the queues that <see cref="QueueNamesAsync"/> finds, with their counts and workers.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The queues, sorted by name.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached, or refuses <c>SCAN</c> and has no set.</exception>
    Task<IReadOnlyList<QueueReport>> QueuesAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds a dynamic schedule. It fires a task with a result at the times of an expression, until <see cref="UnscheduleAsync"/>. It
    /// replaces a schedule with the same id, so the call may be repeated. If expression and time zone are the same, the next slot stays.
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
    /// <param name="options">The options of the schedule.</param>
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

    /// <summary>Adds a dynamic schedule that fires a task without a result. See the overload for tasks with a result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="id">The schedule's id; 1 to 200 characters, no white space or control characters.</param>
    /// <param name="expression">As in the other overload.</param>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument, serialized now.</param>
    /// <param name="options">The options of the schedule.</param>
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

    /// <summary>Ends a dynamic schedule. Tasks that it has fired already still run.</summary>
    /// <param name="id">The schedule's id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>
    /// <see langword="false"/> when there was no dynamic schedule with that id. Remove one declared with <c>Cron</c> from the code.
    /// </returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<bool> UnscheduleAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Fires a schedule now, in addition to its timetable, which does not change. The task is the one that a slot would fire, with the
    /// current time as its slot. It may overlap with another firing. <c>WithUnique</c> and limits apply. Enqueue middleware does not run.
    /// </summary>
    /// <param name="id">The id of a dynamic or a declared schedule.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; the task may be enqueued nevertheless.</param>
    /// <returns>A handle of the task; <see langword="null"/> when there is no schedule with that id.</returns>
    /// <exception cref="ArgumentException">The id breaks the rules for names.</exception>
    /// <exception cref="PayloadRefusedException">
    /// The queue signs or transforms payloads, and this client does not: no worker would take the task. Nothing was written.
    /// </exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<TaskHandle?> RunScheduleAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Lists all schedules of the queue, dynamic and declared, in the order of their next slots.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The schedules.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<IReadOnlyList<ScheduleReport>> ListSchedulesAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists all schedules a page at a time. The cost of a page for Redis depends on its size alone.</summary>
    /// <param name="limit">The maximum number, from 1 to 1,000.</param>
    /// <param name="continuation">
    /// The <see cref="SchedulePage.Continuation"/> of the page before; <see langword="null"/> for the first.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The page. A schedule that fires between two pages may be on both.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    /// <exception cref="ArgumentException">The continuation does not come from such a page.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<SchedulePage> SchedulePageAsync(int limit = 100, string? continuation = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stops the workers of all processes from fetching tasks of the queue, or of one priority. Running tasks continue, enqueues are
    /// accepted, and scheduled tasks still become ready. The pause lasts until <see cref="ResumeAsync"/>, and survives restarts.
    /// </summary>
    /// <param name="priority">The priority; <see langword="null"/>: the whole queue.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns><see langword="false"/> when it was paused already.</returns>
    /// <exception cref="ArgumentException">The priority is not a valid name.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<bool> PauseAsync(string? priority = null, CancellationToken cancellationToken = default);

    /// <summary>Ends a pause of <see cref="PauseAsync"/>. A priority paused by name stays paused when the whole queue is resumed.</summary>
    /// <param name="priority">The priority; <see langword="null"/>: the whole queue.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns><see langword="false"/> when it was not paused.</returns>
    /// <exception cref="ArgumentException">The priority is not a valid name.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<bool> ResumeAsync(string? priority = null, CancellationToken cancellationToken = default);

    /// <summary>Gets what is paused.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The queue, priorities, or nothing.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<QueuePause> PausedAsync(CancellationToken cancellationToken = default);

    /// <summary>The failed tasks of the queue.</summary>
    IDeadLetters DeadLetters { get; }

    /// <summary>The spans of the queue's traces, kept in the same store.</summary>
    ITaskTraces Traces { get; }
}
