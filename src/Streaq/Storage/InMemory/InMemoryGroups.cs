using Streaq.Tasks;

namespace Streaq.Storage.InMemory;

/// <summary>Groups: a task under the group's id that nobody runs, which ends with the last of its members.</summary>
internal sealed class InMemoryGroups(InMemoryQueue queue)
{
    private readonly Dictionary<string, (InMemoryTask Task, GroupProgress Progress, TimeSpan? Ttl)> _unfinished = new(StringComparer.Ordinal);
    private readonly Dictionary<InMemoryTask, string> _members = [];

    public void Open(NewGroup group)
    {
        if (queue.Tasks.ContainsKey(group.Id))
        {
            return;
        }

        var task = new InMemoryTask(new TaskMessage { Id = group.Id, Name = GroupRecord.Name, Body = default, Priority = "", EnqueuedAt = queue.Now }) { State = TaskState.Waiting };
        queue.Tasks.Add(group.Id, task);
        _unfinished.Add(group.Id, (task, new GroupProgress(group.Id, group.Total, 0, 0), group.Ttl));
        FinishIfAllEnded(group.Id, last: null);
    }

    public bool IsUnfinished(string id) => _unfinished.ContainsKey(id);

    public GroupProgress? Find(string id) =>
        _unfinished.TryGetValue(id, out var group) ? group.Progress
        : queue.LookUp(id).Record is { } record ? GroupRecord.Read(record)
        : null;

    public void Join(InMemoryTask task, string group) => _members.Add(task, group);

    /// <summary>Counts the end of a task, if it is of a group.</summary>
    public void Ended(InMemoryTask task)
    {
        if (_members.Count == 0 || !_members.Remove(task, out var id) || !_unfinished.TryGetValue(id, out var group))
        {
            return;
        }

        var progress = task.Record is { Outcome: TaskOutcome.Success }
            ? group.Progress with { Succeeded = group.Progress.Succeeded + 1 }
            : group.Progress with { Failed = group.Progress.Failed + 1 };
        _unfinished[id] = group with { Progress = progress };
        FinishIfAllEnded(id, task.Record);
    }

    private void FinishIfAllEnded(string id, TaskRecord? last)
    {
        var (task, progress, ttl) = _unfinished[id];
        if (progress.IsFinished)
        {
            _unfinished.Remove(id);
            queue.End(task, RecordFormat.Write(GroupRecord.Of(progress, task.Message.EnqueuedAt, queue.Now, last)), ttl);
        }
    }
}
