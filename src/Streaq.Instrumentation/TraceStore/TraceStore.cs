using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Streaq.Instrumentation;

/// <summary>Keeps traces. An application's tracer providers and its host share one instance.</summary>
internal sealed class TraceStore : IDisposable
{
    private readonly TraceKeeper? _keeper;
    private readonly Lazy<TraceListener>? _listener;

    public TraceStore(IOptions<StreaqTraceStoreOptions> options, IServiceProvider provider)
    {
        Time = provider.GetService<TimeProvider>() ?? TimeProvider.System;
        if (provider.GetService<IStreaqQueues>() is not { } queues)
        {
            InstrumentationEventSource.Log.NoTraceStore();
            return;
        }

        var set = options.Value;
        var service = set.ServiceName ?? Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME")
            ?? provider.GetService<IHostEnvironment>()?.ApplicationName ?? "";
        _keeper = new TraceKeeper(set, service, Time);
        _listener = new Lazy<TraceListener>(() => new TraceListener(_keeper));
        Sender = new TraceSender(_keeper, queues, set.Budget);
    }

    public TimeProvider Time { get; }

    /// <summary>The sender of the spans; <see langword="null"/> in an application without a queue.</summary>
    public TraceSender? Sender { get; }

    /// <summary>Starts the listener, once for all providers.</summary>
    public TraceStore Listen()
    {
        _ = _listener?.Value;
        return this;
    }

    public void Dispose()
    {
        if (_listener is { IsValueCreated: true })
        {
            _listener.Value.Dispose();
        }
    }
}
