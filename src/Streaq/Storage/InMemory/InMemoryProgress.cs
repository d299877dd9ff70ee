namespace Streaq.Storage.InMemory;

/// <summary>The progress that the running tasks of this process report.</summary>
internal sealed class InMemoryProgress(InMemoryGate gate, InMemoryQueue queue, TimeProvider time) : IProgressStore
{
    private readonly Dictionary<string, List<Action<ProgressReport>>> _followers = new(StringComparer.Ordinal);

    public ValueTask<bool> ReportAsync(string worker, string taskId, double fraction, string? note, CancellationToken cancellationToken)
    {
        ProgressReport report;
        Action<ProgressReport>[] followers;
        using (gate.Enter())
        {
            if (!queue.Leases.ContainsKey(worker) || !queue.Tasks.TryGetValue(taskId, out var task)
                || !string.Equals(task.Worker, worker, StringComparison.Ordinal) || task.Record is not null)
            {
                return new(false);
            }

            report = new ProgressReport((task.Progress?.Number ?? 0) + 1, new TaskProgress(fraction, note, time.GetUtcNow()));
            task.Progress = report;
            followers = _followers.TryGetValue(taskId, out var known) ? [.. known] : [];
        }

        foreach (var follow in followers)
        {
            follow(report);
        }

        return new(true);
    }

    public ValueTask<ProgressReport?> FindAsync(string taskId, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            // Kept as long as the task's record, which is the task itself here.
            return new(queue.LookUp(taskId).State is TaskState.NotFound ? null : queue.Tasks.GetValueOrDefault(taskId)?.Progress);
        }
    }

    public ValueTask<IAsyncDisposable> FollowAsync(string taskId, Action<ProgressReport> follow, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            if (!_followers.TryGetValue(taskId, out var followers))
            {
                _followers.Add(taskId, followers = []);
            }

            followers.Add(follow);
        }

        return new(new Following(this, taskId, follow));
    }

    private void Leave(string taskId, Action<ProgressReport> follow)
    {
        using (gate.EnterToLeave())
        {
            if (_followers.TryGetValue(taskId, out var followers) && followers.Remove(follow) && followers.Count == 0)
            {
                _followers.Remove(taskId);
            }
        }
    }

    private sealed class Following(InMemoryProgress store, string taskId, Action<ProgressReport> follow) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            store.Leave(taskId, follow);
            return ValueTask.CompletedTask;
        }
    }
}
