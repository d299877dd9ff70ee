using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using Streaq.Telemetry;

namespace Streaq;

/// <summary>The names of Streaq's telemetry, and the settings of its propagation.</summary>
public static class StreaqTelemetry
{
    /// <summary>The name of the <see cref="ActivitySource"/> and of the <see cref="Meter"/>.</summary>
    public const string SourceName = "Streaq";

    /// <summary>
    /// The OpenTelemetry semantic conventions followed: release 1.44, <c>messaging</c>
    /// (https://opentelemetry.io/docs/specs/semconv/messaging/).
    /// </summary>
    public const string SchemaUrl = "https://opentelemetry.io/schemas/1.44.0";

    /// <summary>
    /// The custom property (<see cref="Activity.GetCustomProperty"/>) of a sampled <c>process X</c> span that holds its
    /// <see cref="TaskContext"/>. It is set only while <see cref="AttachTaskContext"/> is on.
    /// </summary>
    /// <remarks>
    /// It is set once the message was read, after the start of the span. The span <c>retry X</c>, <c>snooze X</c> or <c>dead_letter X</c>
    /// of the attempt has it as well.
    /// </remarks>
    public const string TaskContextProperty = "streaq.task_context";

    /// <summary>
    /// The custom property of a sampled <c>enqueue X</c>, <c>schedule X</c> or <c>create X</c> span that holds the
    /// <see cref="EnqueueContext"/> of its task. It is set after the start of the span, and only while <see cref="AttachEnqueueContext"/>
    /// is on.
    /// </summary>
    public const string EnqueueContextProperty = "streaq.enqueue_context";

    /// <summary>The custom property of a sampled span that holds the exception which ended it; set before the span stops.</summary>
    public const string ExceptionProperty = "streaq.exception";

    private static DistributedContextPropagator? s_propagator;
    private static volatile bool s_attachTaskContext;
    private static volatile bool s_attachEnqueueContext;

    /// <summary>The version of Streaq, which the source and the meter have as well.</summary>
    public static string Version { get; } =
        typeof(StreaqTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "0.0.0";

    /// <summary>
    /// Writes the trace context and the baggage into messages and reads them. Default: <see cref="DistributedContextPropagator.Current"/>,
    /// which is W3C's.
    /// </summary>
    /// <remarks>Process-wide as the propagators of .NET and OpenTelemetry are: set it once, where telemetry is set up.</remarks>
    public static DistributedContextPropagator Propagator
    {
        get => s_propagator ?? DistributedContextPropagator.Current;
        set => s_propagator = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>
    /// Whether sampled <c>process X</c> spans carry their <see cref="TaskContext"/> as <see cref="TaskContextProperty"/>, for listeners and
    /// processors that need more of the task. Default: <see langword="false"/>, since it costs every traced task a dictionary (about 220
    /// bytes).
    /// </summary>
    /// <remarks>
    /// Process-wide, as listeners are: set it once, where telemetry is set up. Middleware has the context without it, and
    /// <c>EnrichWithTaskContext</c> of Streaq.Instrumentation sets it by itself.
    /// </remarks>
    public static bool AttachTaskContext
    {
        get => s_attachTaskContext;
        set => s_attachTaskContext = value;
    }

    /// <summary>
    /// Whether the sampled spans of tasks that a client enqueues carry their <see cref="EnqueueContext"/> as
    /// <see cref="EnqueueContextProperty"/>. Default: <see langword="false"/>, since it costs every traced enqueue some objects.
    /// </summary>
    /// <remarks>
    /// Process-wide, as <see cref="AttachTaskContext"/> is. Middleware of <c>UseEnqueue</c> has the context without it, and
    /// <c>EnrichWithEnqueueContext</c> of Streaq.Instrumentation sets it by itself.
    /// </remarks>
    public static bool AttachEnqueueContext
    {
        get => s_attachEnqueueContext;
        set => s_attachEnqueueContext = value;
    }

    /// <summary>
    /// Adds an exception to a span as an event, unless the span has one of that type and message. So it is there once, even if a handler, a
    /// middleware, <see cref="StreaqOptions.RecordException"/> and an instrumentation all add it.
    /// </summary>
    /// <param name="activity">The span.</param>
    /// <param name="exception">The exception.</param>
    public static void RecordException(Activity activity, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(activity);
        ArgumentNullException.ThrowIfNull(exception);
        GuardedSpan.RecordException(activity, exception);
    }

    /// <summary>The source of all spans; <see langword="null"/> when a listener threw at its creation.</summary>
    internal static ActivitySource? Source { get; } = ListenerGuard.Create(
        () => new ActivitySource(new ActivitySourceOptions(SourceName) { Version = Version, TelemetrySchemaUrl = SchemaUrl }));

    internal static Meter Meter { get; } = new(new MeterOptions(SourceName) { Version = Version, TelemetrySchemaUrl = SchemaUrl });
}
