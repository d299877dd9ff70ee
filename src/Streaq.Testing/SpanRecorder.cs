using System.Diagnostics;

namespace Streaq.Testing;

/// <summary>Records every ended span of the source <c>Streaq</c>, and samples all of them.</summary>
public sealed class SpanRecorder : IDisposable
{
    private const string Destination = "messaging.destination.name";

    private readonly ActivityListener _listener;
    private readonly Lock _gate = new();
    private readonly List<Activity> _ended = [];

    /// <summary>Creates a recorder and starts to listen.</summary>
    /// <param name="queue">Records the spans of this queue only: all queues of a process share the source. Default: all.</param>
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

    /// <summary>Returns the spans of a name.</summary>
    /// <param name="name">The name, such as <c>process receipts.send</c>.</param>
    /// <returns>The spans, in the order of their ends.</returns>
    public IReadOnlyList<Activity> Named(string name) =>
        [.. All.Where(span => string.Equals(span.DisplayName, name, StringComparison.Ordinal))];

    /// <summary>Returns the only span of a name.</summary>
    /// <param name="name">The name, such as <c>process receipts.send</c>.</param>
    /// <returns>The span.</returns>
    /// <exception cref="InvalidOperationException">There is none, or there are several. The message lists all spans.</exception>
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

    /// <summary>Removes all spans so far.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _ended.Clear();
        }
    }

    /// <summary>Stops listening. The recorded spans stay.</summary>
    public void Dispose() => _listener.Dispose();

    private void Add(Activity span)
    {
        lock (_gate)
        {
            _ended.Add(span);
        }
    }
}
