using System.Diagnostics;
using Streaq.Storage;
using Streaq.Tasks;
using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>The values that all spans and measurements of one queue share.</summary>
internal sealed class QueueTelemetry
{
    /// <summary>The largest batch whose tasks <see cref="TraceMode.Auto"/> makes children of their enqueue.</summary>
    public const int MaxParentBatch = 32;

    /// <summary>The most links of one kind that a span gets.</summary>
    public const int MaxLinks = 32;

    /// <summary>The consumer group of all workers.</summary>
    public const string Group = "workers";

    /// <summary>
    /// The environment variable of the conventions. <c>logs/dup</c> in it requests exceptions as span events beside the log events.
    /// </summary>
    private const string ExceptionSignal = "OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN";

    /// <summary>The client id of this process as a producer: host and process, as workers are named by default.</summary>
    private static readonly string Producer = $"{Environment.MachineName}-{Environment.ProcessId}";

    private static readonly bool ExceptionsAsSpanEvents =
        Environment.GetEnvironmentVariable(ExceptionSignal)?.Contains("logs/dup", StringComparison.OrdinalIgnoreCase) == true;

    public QueueTelemetry() => (MeasuredTasks, Spans) = (new MeasuredTasks(this), new Spans(this));

    public required string Queue { get; init; }

    /// <summary>Receives the exceptions of user code that listens to the queue. By default they are not logged.</summary>
    public ListenerGuard Listeners { get; init; } = ListenerGuard.Silent;

    public Spans Spans { get; }

    public TimeSpan MaxParentAge { get; init; } = TimeSpan.FromSeconds(60);

    public int MaxCreateSpans { get; init; } = 100;

    /// <summary>Whether exceptions that end spans are also events of these spans.</summary>
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
    /// The address of the store. It is known once the store is open, and before that if the options name one server. It changes after a
    /// fail-over.
    /// </summary>
    /// <remarks>The object stays the same as long as the address does.</remarks>
    public StoreAddress? Address
    {
        get;
        set => field = Equals(field, value) ? field : value;
    }

    public MeasuredTasks MeasuredTasks { get; }

    /// <summary>The attributes that every span of the queue has, given at creation so that samplers see them.</summary>
    /// <param name="operation">The operation's name.</param>
    /// <param name="type">The operation's type in the conventions; <see langword="null"/> if they have none.</param>
    /// <param name="worker">The worker that performs it; <see langword="null"/> for the process itself.</param>
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
