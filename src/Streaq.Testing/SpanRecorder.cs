using System.Diagnostics;

namespace Streaq.Testing;

/// <summary>Every span of the source <c>Streaq</c>, all of them sampled, as it ended.</summary>
public sealed class SpanRecorder : IDisposable
{
    private const string Destination = "messaging.destination.name";

    private readonly ActivityListener _listener;
    private readonly Lock _gate = new();
    private readonly List<Activity> _ended = [];

    /// <summary>Begins to listen.</summary>
    /// <param name="queue">Keeps the spans of this queue only, since the source is that of all queues of the process. Default: all.</param>
    public SpanRecorder(string? queue = null)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => string.Equals(source.Name, StreaqTelemetry.SourceName, StringComparison.Ordinal),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (queue is null || string.Equals(span.GetTagItem(Destination) as string, queue, StringComparison.Ordinal))
                {
                    Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>All spans, in the order of their ends.</summary>
    public IReadOnlyList<Activity> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _ended];
            }
        }
    }

    /// <summary>The spans of a name.</summary>
    /// <param name="name">Such as <c>process receipts.send</c>.</param>
    /// <returns>The spans, in the order of their ends.</returns>
    public IReadOnlyList<Activity> Named(string name) =>
        [.. All.Where(span => string.Equals(span.DisplayName, name, StringComparison.Ordinal))];

    /// <summary>The one span of a name.</summary>
    /// <param name="name">Such as <c>process receipts.send</c>.</param>
    /// <returns>The span.</returns>
    /// <exception cref="InvalidOperationException">There is none, or there are several; says what there is.</exception>
    public Activity One(string name)
    {
        var found = Named(name);
        if (found.Count == 1)
        {
            return found[0];
        }

        var names = All.Select(span => $"'{span.DisplayName}'").ToList();
        throw new InvalidOperationException(
            $"Expected one span '{name}', but there were {found.Count}. Ended: {(names.Count == 0 ? "none" : string.Join(", ", names))}.");
    }

    /// <summary>Forgets the spans so far.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _ended.Clear();
        }
    }

    /// <summary>Ends the listening; what was recorded stays.</summary>
    public void Dispose() => _listener.Dispose();

    private void Add(Activity span)
    {
        lock (_gate)
        {
            _ended.Add(span);
        }
    }
}
