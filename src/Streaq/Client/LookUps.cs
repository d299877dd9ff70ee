using System.Collections.Frozen;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>Reads the queue's tasks and workers.</summary>
/// <param name="store">The store.</param>
/// <param name="configured">The priorities that this process knows; those that workers serve are added to them.</param>
internal sealed class LookUps(StoreAccess store, IReadOnlyList<string> configured)
{
    public const int MostPerPage = 1_000;

    private static readonly FrozenDictionary<string, string> NoHeaders = FrozenDictionary<string, string>.Empty;

    public ProgressFollower Progress { get; } = new(store);

    public StatisticsLook Statistics { get; } = new(store);

    public TaskTraces Traces { get; } = new(store);

    public async Task<TaskSnapshot> FindAsync(string taskId, CancellationToken cancellationToken)
    {
        WireName.ThrowIfInvalid(taskId, nameof(taskId), "A task's id");
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await opened.LookUpAsync(taskId, cancellationToken).ConfigureAwait(false);
    }

    public async Task<GroupProgress> GroupAsync(string groupId, CancellationToken cancellationToken)
    {
        WireName.ThrowIfInvalid(groupId, nameof(groupId), "A group's id");
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await opened.Groups.FindAsync(groupId, cancellationToken).ConfigureAwait(false) ?? throw new TaskNotFoundException(groupId);
    }

    public async Task<TaskPage> ListAsync(TaskState state, int limit, string? continuation, CancellationToken cancellationToken)
    {
        if (state is TaskState.NotFound || !Enum.IsDefined(state))
        {
            throw new ArgumentOutOfRangeException(nameof(state), state, "Tasks can be listed by any state but NotFound.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostPerPage);
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var priorities = await PrioritiesAsync(opened, cancellationToken).ConfigureAwait(false);
        var list = await opened.ListAsync(
            new TaskListQuery(state, priorities, limit, continuation), cancellationToken).ConfigureAwait(false);
        return new TaskPage([.. list.Tasks.Select(task => Report<object>(task.Key, task.Value, result: null))], list.Continuation);
    }

    public async Task<TaskCounts> CountsAsync(CancellationToken cancellationToken)
    {
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var priorities = await PrioritiesAsync(opened, cancellationToken).ConfigureAwait(false);
        return Counts(await opened.CountAsync(priorities, cancellationToken).ConfigureAwait(false));
    }

    public async Task<IReadOnlyList<WorkerReport>> WorkersAsync(CancellationToken cancellationToken)
    {
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var priorities = await PrioritiesAsync(opened, cancellationToken).ConfigureAwait(false);
        return await opened.ListWorkersAsync(priorities, cancellationToken).ConfigureAwait(false);
    }

    public async Task<WorkerPage> WorkerPageAsync(int limit, string? continuation, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostPerPage);
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var priorities = await PrioritiesAsync(opened, cancellationToken).ConfigureAwait(false);
        var part = await opened.PageWorkersAsync(priorities, limit, continuation, cancellationToken).ConfigureAwait(false);
        return new WorkerPage(part.Workers, part.Continuation) { Total = part.Total, TaskCount = part.TaskCount };
    }

    public async Task<WorkerReport?> WorkerAsync(string workerId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(workerId);
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var priorities = await PrioritiesAsync(opened, cancellationToken).ConfigureAwait(false);
        return await opened.FindWorkerAsync(workerId, priorities, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> QueueExistsAsync(CancellationToken cancellationToken)
    {
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await opened.Queues.HasThisAsync(configured, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<string>> QueueNamesAsync(CancellationToken cancellationToken)
    {
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await opened.Queues.NamesAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<QueueReport>> QueuesAsync(CancellationToken cancellationToken)
    {
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var queues = await opened.Queues.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. queues.Select(queue => new QueueReport(queue.Name, queue.Counts is { } counts ? Counts(counts) : null, queue.Workers))];
    }

    public static TaskReport<TResult> Report<TResult>(string taskId, TaskSnapshot status, TResult? result)
    {
        var (record, message) = (status.Record, status.Message);
        var origin = record?.Origin ?? (message is null ? TaskOrigin.None : TaskOrigin.Whole(message));
        var history = AttemptHistory.Parse(origin.History);
        var attempt = TraceContext.Parse(status.AttemptTraceParent ?? message?.Details.PreviousTraceParent);
        var enqueue = TraceContext.Parse(origin.Enqueue);
        var previous = TraceContext.Parse(origin.Previous);
        return new TaskReport<TResult>
        {
            TaskId = taskId,
            State = status.State,
            TaskName = record?.Name ?? message?.Name,
            Priority = message?.Priority,
            Outcome = record?.Outcome,
            Attempts = record?.Attempts ?? Made(status),
            EnqueuedAt = UnixTime.OrNone(record?.EnqueuedAt ?? message?.EnqueuedAt),
            StartedAt = UnixTime.OrNone(record?.StartedAt ?? status.HeldSince),
            FinishedAt = UnixTime.OrNone(record?.FinishedAt),
            DueAt = UnixTime.OrNone(status.DueAt),
            Worker = record?.Worker ?? status.Worker,
            Error = record?.Error,
            ReadyAt = UnixTime.OrNone(ReadyAt(status, origin)),
            ParentId = origin.ParentId,
            RootId = origin.RootId ?? (status.State is TaskState.NotFound ? null : taskId),
            Trigger = status.State is TaskState.NotFound ? null : origin.Trigger ?? TaskTrigger.Api,
            GroupId = origin.GroupId,
            Dependencies = origin.After?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
            WaitsFor = status.WaitsFor ?? [],
            Dependents = status.Dependents ?? [],
            Headers = message?.Details.Headers ?? NoHeaders,
            TraceId = record is null
                ? Propagation.TraceId(status.AttemptTraceParent ?? message?.Details.PreviousTraceParent ?? message?.TraceParent)
                : record.TraceId,
            SpanId = record is null ? attempt?.SpanId : record.SpanId,
            PreviousTraceId = previous?.TraceId,
            PreviousSpanId = previous?.SpanId,
            EnqueueTraceId = enqueue?.TraceId ?? record?.TraceId,
            EnqueueSpanId = enqueue?.SpanId,
            History = history.Attempts,
            HistoryDropped = history.Dropped,
            Progress = status.Progress,
            ResultBody = record?.Result ?? default,
            Result = result,
        };
    }

    private static TaskCounts Counts(QueueCounts counts) => new(
        counts.Ready, counts.Scheduled, counts.Waiting, counts.Running, counts.Dead, TimeSpan.FromMilliseconds(counts.OldestReadyAge))
    {
        RunningByPriority = counts.RunningBy,
        Paused = counts.Paused,
    };

    /// <summary>Counts the attempts of a task that has not ended: a running attempt counts, the next one does not.</summary>
    private static int Made(TaskSnapshot status) =>
        status.Message is not { } message ? 0 : status.State is TaskState.Running ? message.Attempt : message.Attempt - 1;

    private static long ReadyAt(TaskSnapshot status, TaskOrigin origin) =>
        status.State is TaskState.Scheduled ? 0
        : origin.ReadyAt == 0 && status.Record is { StartedAt: > 0 } record ? record.EnqueuedAt
        : origin.ReadyAt;

    private async ValueTask<IReadOnlyList<string>> PrioritiesAsync(ITaskStore opened, CancellationToken cancellationToken)
    {
        var served = await opened.PrioritiesAsync(cancellationToken).ConfigureAwait(false);
        return [.. configured.Union(served, StringComparer.Ordinal)];
    }
}
