using Streaq.Tasks;

namespace Streaq.Storage.InMemory;

/// <summary>The groups. Each is a task under the group's id that no worker runs and that ends with its last member.</summary>
/// <remarks>The members that <see cref="IGroupStore"/> does not have belong to the queue, whose caller holds the lock.</remarks>
internal sealed class InMemoryGroups(InMemoryQueue queue, InMemoryGate gate) : IGroupStore
{
    private readonly Dictionary<string, (InMemoryTask Task, GroupProgress Progress, TimeSpan? Ttl)> _unfinished =
        new(StringComparer.Ordinal);
    private readonly Dictionary<InMemoryTask, string> _members = [];

    public ValueTask OpenAsync(NewGroup group, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            if (queue.LookUp(group.Id).State is TaskState.NotFound)
            {
                Open(group);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<GroupProgress?> FindAsync(string groupId, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new(
                _unfinished.TryGetValue(groupId, out var group) ? group.Progress
                : queue.LookUp(groupId).Record is { } record ? GroupRecord.Read(record, groupId)
                : null);
        }
    }

    public bool IsUnfinished(string id) => _unfinished.ContainsKey(id);

    public void Join(InMemoryTask task, string group) => _members.Add(task, group);

    /// <summary>Counts the end of a task if it belongs to a group.</summary>
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

    private void Open(NewGroup group)
    {
        var message = new TaskMessage { Id = group.Id, Name = GroupRecord.Name, Body = default, Priority = "", EnqueuedAt = queue.Now };
        var task = new InMemoryTask(message) { State = TaskState.Waiting };
        queue.Tasks.Add(group.Id, task);
        _unfinished.Add(group.Id, (task, new GroupProgress(group.Id, group.Total, 0, 0), group.Ttl));
        FinishIfAllEnded(group.Id, last: null);
    }

    private void FinishIfAllEnded(string id, TaskRecord? last)
    {
        var (task, progress, ttl) = _unfinished[id];
        if (progress.IsFinished)
        {
            _unfinished.Remove(id);
            queue.End(task, RecordFormat.Write(GroupRecord.From(progress, task.Message.EnqueuedAt, queue.Now, last)), ttl);
        }
    }
}
