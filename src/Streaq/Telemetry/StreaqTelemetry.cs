using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using Streaq.Telemetry;

namespace Streaq;

/// <summary>The names under which Streaq's telemetry is found, and the one seam through which its propagation can be changed.</summary>
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
    /// <see cref="TaskContext"/> where <see cref="AttachTaskContext"/> asks for it; set when the message was read, so not yet
    /// when the span starts.
    /// </summary>
    public const string TaskContextProperty = "streaq.task_context";

    /// <summary>The custom property of a sampled span that holds the exception which ended it; set before the span stops.</summary>
    public const string ExceptionProperty = "streaq.exception";

    private static DistributedContextPropagator? s_propagator;
    private static volatile bool s_attachTaskContext;

    /// <summary>The version of Streaq, as source and meter give it.</summary>
    public static string Version { get; } =
        typeof(StreaqTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "0.0.0";

    /// <summary>
    /// How the trace context and the baggage get into messages and out of them.
    /// Default: <see cref="DistributedContextPropagator.Current"/>, which is W3C's.
    /// </summary>
    /// <remarks>Process-wide as the propagators of .NET and OpenTelemetry are: set it once, where telemetry is set up.</remarks>
    public static DistributedContextPropagator Propagator
    {
        get => s_propagator ?? DistributedContextPropagator.Current;
        set => s_propagator = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>
    /// Whether sampled <c>process X</c> spans carry their <see cref="TaskContext"/> as <see cref="TaskContextProperty"/>, for
    /// listeners and processors that want to know more of the task. Default: <see langword="false"/>, since it costs every
    /// traced task a dictionary (about 220 bytes).
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

    /// <summary><see langword="null"/> when a listener threw as it heard of it.</summary>
    internal static ActivitySource? Source { get; } = ListenerGuard.Create(
        () => new ActivitySource(new ActivitySourceOptions(SourceName) { Version = Version, TelemetrySchemaUrl = SchemaUrl }));

    internal static Meter Meter { get; } = new(new MeterOptions(SourceName) { Version = Version, TelemetrySchemaUrl = SchemaUrl });
}
