using System.Diagnostics;
using Streaq.Storage;
using Streaq.Tasks;
using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>What every span and measurement of one queue needs to know.</summary>
internal sealed class QueueTelemetry
{
    /// <summary>The largest batch whose tasks <see cref="TraceMode.Auto"/> makes children of their enqueue.</summary>
    public const int MaxParentBatch = 32;

    /// <summary>The most links of one kind that a span gets.</summary>
    public const int MaxLinks = 32;

    /// <summary>The consumer group of all workers.</summary>
    public const string Group = "workers";

    /// <summary>The conventions' variable; <c>logs/dup</c> asks for exceptions as span events beside the log events.</summary>
    private const string ExceptionSignal = "OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN";

    /// <summary>What produces tasks here: host and process, as workers are named by default.</summary>
    private static readonly string Producer = $"{Environment.MachineName}-{Environment.ProcessId}";

    private static readonly bool ExceptionsAsSpanEvents =
        Environment.GetEnvironmentVariable(ExceptionSignal)?.Contains("logs/dup", StringComparison.OrdinalIgnoreCase) == true;

    public QueueTelemetry() => (MeasuredTasks, Spans) = (new MeasuredTasks(this), new Spans(this));

    public required string Queue { get; init; }

    /// <summary>Takes what user code throws that listens to the queue. Default: it is not told.</summary>
    public ListenerGuard Listeners { get; init; } = ListenerGuard.Silent;

    public Spans Spans { get; }

    public TimeSpan MaxParentAge { get; init; } = TimeSpan.FromSeconds(60);

    public int MaxCreateSpans { get; init; } = 100;

    /// <summary>Whether exceptions that end spans are events of these as well.</summary>
    public bool RecordException
    {
        get => field || ExceptionsAsSpanEvents;
        init;
    }

    public bool TraceReceive { get; init; }

    public bool TraceAck { get; init; }

    public bool TraceWait { get; init; }

    public BaggageLimit Baggage { get; } = new();

    /// <summary>
    /// Known once the store is open, and before that where the options name one server; another one after a fail-over. The same object as
    /// long as it is the same.
    /// </summary>
    public StoreAddress? Address
    {
        get;
        set => field = Equals(field, value) ? field : value;
    }

    public MeasuredTasks MeasuredTasks { get; }

    /// <summary>The attributes that every span of the queue has, given at creation so that samplers see them.</summary>
    /// <param name="operation">The operation's name.</param>
    /// <param name="type">The conventions' type of it; <see langword="null"/>: they have none.</param>
    /// <param name="worker">The worker that does it; <see langword="null"/>: the process itself.</param>
    public SpanTags Tags(string operation, string? type, string? worker = null)
    {
        var tags = SpanTags.Take();
        tags.Add(MessagingSystem, TelemetryAttributes.System);
        tags.Add(OperationName, operation);
        tags.Add(Destination, Queue);
        tags.Add(ClientId, worker ?? Producer);
        if (type is not null)
        {
            tags.Add(OperationType, type);
        }

        if (Address is { } address)
        {
            tags.Add(ServerAddress, address.Host);
            tags.Add(ServerPort, address.PortValue);
        }
        else
        {
            Spans.MayLackAddress = true;
        }

        return tags;
    }

    /// <summary>Counts a call that Redis refused, did not answer or could not be reached for.</summary>
    public void StoreFailed(Exception error)
    {
        if (TaskMetrics.RedisErrors.Enabled)
        {
            TaskMetrics.RedisErrors.Add(Listeners, 1, new(Destination, Queue), new(ErrorType, ExceptionText.Type(error)));
        }
    }

    /// <summary>The tags of <c>messaging.client.*</c> and <c>messaging.process.duration</c>.</summary>
    public TagList OperationTags(string operation, string type, string? taskName, string? errorType, bool isConsumer = false)
    {
        var tags = new TagList
        {
            { MessagingSystem, TelemetryAttributes.System },
            { OperationName, operation },
            { OperationType, type },
            { Destination, Queue },
        };
        if (Address is { } address)
        {
            tags.Add(ServerAddress, address.Host);
            tags.Add(ServerPort, address.PortValue);
        }

        if (isConsumer)
        {
            tags.Add(ConsumerGroup, Group);
        }

        if (taskName is not null)
        {
            tags.Add(TaskName, MeasuredTask.NameOf(taskName));
        }

        if (errorType is not null)
        {
            tags.Add(ErrorType, errorType);
        }

        return tags;
    }
}
