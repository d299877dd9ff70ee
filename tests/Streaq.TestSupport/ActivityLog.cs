using System.Diagnostics;

namespace Streaq.TestSupport;

/// <summary>Records every ended span of the given sources that belongs to one queue.</summary>
public sealed class ActivityLog : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly Lock _gate = new();
    private readonly List<Activity> _stopped = [];
    private readonly List<(Func<Activity, bool> Match, TaskCompletionSource<Activity> Seen)> _watchers = [];

    /// <param name="queue">Only spans of this queue are kept. Tests that run in parallel have queues of their own.</param>
    /// <param name="sampling">The sampling result for every span.</param>
    /// <param name="sources">The sources; <c>Streaq</c> when none is named. Spans of other sources are kept whatever their queue.</param>
    public ActivityLog(string? queue = null, ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded, params string[] sources)
    {
        string[] all = sources.Length == 0 ? ["Streaq"] : sources;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => all.Contains(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => sampling,
            ActivityStopped = activity =>
            {
                if (queue is null || activity.Source.Name != "Streaq" || Equals(activity.GetTagItem("messaging.destination.name"), queue))
                {
                    Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> Stopped
    {
        get
        {
            lock (_gate)
            {
                return [.. _stopped];
            }
        }
    }

    public IEnumerable<Activity> Named(string name) => Stopped.Where(activity => activity.DisplayName == name);

    /// <summary>Completes with the first span that matches, past or future.</summary>
    public Task<Activity> WaitForAsync(Func<Activity, bool> match)
    {
        lock (_gate)
        {
            if (_stopped.FirstOrDefault(match) is { } known)
            {
                return Task.FromResult(known);
            }

            var seen = new TaskCompletionSource<Activity>(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((match, seen));
            return seen.Task;
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Activity activity)
    {
        lock (_gate)
        {
            _stopped.Add(activity);
            foreach (var watcher in _watchers.Where(watcher => watcher.Match(activity)).ToList())
            {
                _watchers.Remove(watcher);
                watcher.Seen.SetResult(activity);
            }
        }
    }
}
