using System.Globalization;
using Streaq.Tasks;

namespace Streaq.Storage.InMemory;

/// <summary>Lists of tasks and workers. The store's lock is held in every member.</summary>
internal static class InMemoryLists
{
    private const int MostTasks = 100;

    /// <summary>Returns a part of the tasks of a state. The continuation is the number of tasks in the parts before.</summary>
    public static TaskList List(InMemoryQueue queue, TaskListQuery query)
    {
        var offset = TaskListQuery.Count(query.Continuation ?? "0");
        var priorities = query.Priorities.ToList();
        var all = query.State switch
        {
            TaskState.Failed => queue.DeadLetters.All.Select(
                letter => KeyValuePair.Create(letter.Message.Id, TaskListQuery.SnapshotFrom(letter))),
            TaskState.Scheduled => InState(queue, query.State).OrderBy(task => task.Message.Details.DueAt).Select(Shown),
            TaskState.Ready or TaskState.Running => InState(queue, query.State)
                .Where(task => priorities.Contains(task.Message.Priority))
                .OrderBy(task => priorities.IndexOf(task.Message.Priority)).ThenBy(task => task.Message.ReadyAt).Select(Shown),
            TaskState.Waiting => InState(queue, query.State).Where(task => !queue.Groups.IsUnfinished(task.Message.Id))
                .OrderBy(task => task.Message.Details.LimitedAt).ThenBy(task => task.Message.EnqueuedAt).Select(Shown),
            _ => InState(queue, query.State).Select(Shown),
        };
        var part = all.Skip(offset).Take(query.Limit).ToList();
        return new TaskList(part, part.Count == query.Limit ? (offset + part.Count).ToString(CultureInfo.InvariantCulture) : null);
    }

    public static IReadOnlyList<WorkerReport> Workers(InMemoryQueue queue, IReadOnlyList<string> priorities, long now) =>
    [
        .. queue.Workers.Where(worker => queue.Leases.ContainsKey(worker.Key)).OrderBy(worker => queue.Leases[worker.Key]).Select(worker =>
        {
            var (registration, started) = worker.Value;
            var held = queue.Held(worker.Key)
                .Where(task => priorities.Contains(task.Message.Priority, StringComparer.Ordinal))
                .OrderBy(task => task.TakenAs)
                .ToList();
            return new WorkerReport
            {
                WorkerId = worker.Key,
                Name = registration.Name,
                HostName = registration.HostName,
                ProcessId = registration.ProcessId,
                StartedAt = UnixTime.ToDateTimeOffset(started),
                LeaseUntil = UnixTime.ToDateTimeOffset(queue.Leases[worker.Key]),
                IsAlive = queue.Leases[worker.Key] > now,
                Concurrency = registration.Concurrency,
                Priorities = registration.Priorities,
                TaskCount = held.Count,
                Tasks =
                [
                    .. held.GroupBy(task => task.Message.Priority, StringComparer.Ordinal).SelectMany(group => group.Take(MostTasks))
                        .Select(task => new HeldTask(
                            task.Message.Id,
                            task.Message.Name,
                            task.Message.Priority,
                            task.Message.Attempt,
                            UnixTime.ToDateTimeOffset(task.HeldSince))),
                ],
            };
        }),
    ];

    public static WorkerPart PageWorkers(InMemoryQueue queue, IReadOnlyList<string> priorities, int limit, string? after, long now)
    {
        var all = Workers(queue, priorities, now);
        var rest = all.OrderBy(worker => worker.WorkerId, StringComparer.Ordinal)
            .Where(worker => string.CompareOrdinal(worker.WorkerId, after) > 0).Take(limit + 1).ToList();
        WorkerReport[] part = [.. rest.Take(limit).Select(worker => worker with { Tasks = [] })];
        return new(part, rest.Count > limit ? part[^1].WorkerId : null, all.Count, all.Sum(worker => worker.TaskCount));
    }

    private static IEnumerable<InMemoryTask> InState(InMemoryQueue queue, TaskState state) =>
        queue.Known().Where(task => task.State == state);

    private static KeyValuePair<string, TaskSnapshot> Shown(InMemoryTask task) => new(task.Message.Id, task.Show());
}
