using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Trace;

namespace Streaq.Instrumentation.Tests.Support;

/// <summary>A tracer provider with Streaq's instrumentation, and the spans that it would export.</summary>
public sealed class Tracing : IDisposable
{
    private readonly TracerProvider _provider;

    private Tracing(TracerProvider provider, SpanRecorder spans)
    {
        _provider = provider;
        Spans = spans;
    }

    public SpanRecorder Spans { get; }

    public static Tracing Start(Action<StreaqInstrumentationOptions>? configure = null, Action<TracerProviderBuilder>? set = null)
    {
        var spans = new SpanRecorder();
        var builder = Sdk.CreateTracerProviderBuilder().AddStreaqInstrumentation(name: null, configure).AddProcessor(spans);
        set?.Invoke(builder);
        return new Tracing(builder.Build(), spans);
    }

    /// <summary>Sets OpenTelemetry's propagators until disposed.</summary>
    public static IDisposable Propagating(params TextMapPropagator[] propagators)
    {
        var before = Propagators.DefaultTextMapPropagator;
        Sdk.SetDefaultTextMapPropagator(new CompositeTextMapPropagator(propagators));
        return new Undo(() => Sdk.SetDefaultTextMapPropagator(before));
    }

    public void Dispose() => _provider.Dispose();

    private sealed class Undo(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
