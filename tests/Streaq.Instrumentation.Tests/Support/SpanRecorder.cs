using System.Diagnostics;
using OpenTelemetry;

namespace Streaq.Instrumentation.Tests.Support;

/// <summary>Records every span that a provider would export.</summary>
public sealed class SpanRecorder : BaseProcessor<Activity>
{
    private readonly Lock _gate = new();
    private readonly List<Span> _ended = [];
    private readonly List<(Func<Span, bool> Match, TaskCompletionSource<Span> Seen)> _watchers = [];

    public IReadOnlyList<Span> Ended
    {
        get
        {
            lock (_gate)
            {
                return [.. _ended];
            }
        }
    }

    public override void OnEnd(Activity data)
    {
        var span = Span.Of(data);
        lock (_gate)
        {
            _ended.Add(span);
            foreach (var watcher in _watchers.Where(watcher => watcher.Match(span)).ToList())
            {
                _watchers.Remove(watcher);
                watcher.Seen.SetResult(span);
            }
        }
    }

    /// <summary>Completes with the first span of the name that matches, past or future.</summary>
    public Task<Span> WaitForAsync(string name, Func<Span, bool>? match = null)
    {
        bool Matches(Span span) => span.Name == name && match?.Invoke(span) != false;
        lock (_gate)
        {
            if (_ended.FirstOrDefault(Matches) is { } known)
            {
                return Task.FromResult(known);
            }

            var seen = new TaskCompletionSource<Span>(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((Matches, seen));
            return seen.Task.WaitAsync(QueueHost.Patience);
        }
    }
}
