using System.Diagnostics;

namespace Streaq.Instrumentation;

/// <summary>
/// Holds the spans of this process by trace until it is known that a trace is kept. This process decides by the outcomes and durations of
/// attempts, and by the share. The store reports which traces other processes keep.
/// </summary>
internal sealed class TraceKeeper
{
    private readonly Lock _gate = new();
    private readonly StreaqTraceStoreOptions _options;
    private readonly string _service;
    private readonly HeldTraces _held;
    private readonly KnownTraces _known;
    private readonly TraceChoice _choice;
    private readonly UnsentSpans _unsent = new();

    public TraceKeeper(StreaqTraceStoreOptions options, string service, TimeProvider time)
    {
        (_options, _service) = (options, service);
        _held = new HeldTraces(time);
        _known = new KnownTraces(time, options.Budget);
        _choice = new TraceChoice(options.Share);
    }

    /// <summary>The estimated bytes of all spans that it holds.</summary>
    public int Bytes
    {
        get
        {
            lock (_gate)
            {
                return _held.Bytes + _unsent.Bytes;
            }
        }
    }

    /// <summary>Whether there are spans to send.</summary>
    public bool HasUnsent
    {
        get
        {
            lock (_gate)
            {
                return _unsent.Bytes > 0;
            }
        }
    }

    /// <summary>Adds a span that has ended.</summary>
    public void Add(Activity activity)
    {
        if (!activity.Recorded || !Callback.Ask(nameof(_options.Filter), _options.Filter, activity, otherwise: true))
        {
            return;
        }

        var (traceId, span) = (activity.TraceId.ToHexString(), SpanCopy.Of(activity, _options.Attributes, _service));
        var queue = QueueOf(activity);
        lock (_gate)
        {
            if (_known.QueuesOf(traceId) is { } queues)
            {
                _known.Add(traceId, queue is null ? [] : [queue]);
                Send(traceId, queues, [span], dropped: 0);
                return;
            }

            var trace = _held.Add(traceId, span);
            if (queue is not null)
            {
                trace.Queues.Add(queue);
                Decide(activity, trace);
            }
            else if (activity.Parent is null && trace.Queues.Count == 0)
            {
                // The trace's local root has ended, and no task was in it.
                _held.Take(traceId, out _);
            }
        }
    }

    /// <summary>Takes the spans to send, by queue, and the queues whose kept traces must be read.</summary>
    public (ILookup<string, TaskTrace> Spans, IReadOnlySet<string> Queues) Take()
    {
        lock (_gate)
        {
            foreach (var traceId in _choice.TakeSlowest())
            {
                Keep(traceId, []);
            }

            _held.Forget();
            _known.Forget();
            var spans = _unsent.Take();
            return (spans, spans.Select(queue => queue.Key).Concat(_held.Queues).ToHashSet(StringComparer.Ordinal));
        }
    }

    /// <summary>Keeps the local spans of traces that the queue's store keeps.</summary>
    public void Learn(string queue, IReadOnlyList<string> traceIds)
    {
        lock (_gate)
        {
            foreach (var traceId in traceIds)
            {
                Keep(traceId, [queue]);
            }
        }
    }

    /// <returns>The queue of the span's task; <see langword="null"/> when the span is of no task.</returns>
    private static string? QueueOf(Activity activity) =>
        activity.Source.Name is StreaqTelemetry.SourceName
        && (activity.Kind is ActivityKind.Producer or ActivityKind.Consumer || activity.GetTagItem(AttributeNames.TaskId) is not null)
            ? activity.GetTagItem(AttributeNames.Queue) as string
            : null;

    private void Decide(Activity activity, HeldTrace trace)
    {
        if (AttemptBaggage.IsAttempt(activity))
        {
            var span = new TaskSpan(activity);
            var isOdd = span.Attempt > 1
                || span.Outcome is TaskOutcome.Failure or TaskOutcome.Timeout or TaskOutcome.Retry or TaskOutcome.LeaseLost;
            if (isOdd && _choice.TakePlaceOfFailure())
            {
                Keep(trace.Id, []);
                return;
            }

            _choice.Offer(trace.Id, activity.Duration);
        }

        if (_choice.IsInShare(trace.Id) && _choice.TakePlaceOfShare())
        {
            Keep(trace.Id, []);
        }
    }

    private void Keep(string traceId, IReadOnlyCollection<string> queues)
    {
        if (_held.Take(traceId, out var trace))
        {
            trace.Queues.UnionWith(queues);
            _known.Add(traceId, trace.Queues);
            Send(traceId, trace.Queues, trace.Spans, trace.Dropped);
        }
        else if (queues.Count > 0)
        {
            _known.Add(traceId, queues);
        }
    }

    private void Send(string traceId, IReadOnlyCollection<string> queues, IReadOnlyList<TraceSpan> spans, int dropped)
    {
        foreach (var queue in queues)
        {
            _unsent.Add(queue, traceId, spans, dropped);
        }
    }
}
