using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Instrumentation.Tests.Otlp;

/// <summary>A collector's OTLP/HTTP endpoint on a free port, which keeps all requests.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _traces = [];
    private readonly ConcurrentQueue<byte[]> _metrics = [];
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtlpReceiver(WebApplication app)
    {
        _app = app;
        app.MapPost("/v1/traces", request => KeepAsync(request, _traces));
        app.MapPost("/v1/metrics", request => KeepAsync(request, _metrics));
    }

    /// <summary>The value of OTEL_EXPORTER_OTLP_ENDPOINT.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public Uri Traces => new($"{Address}/v1/traces");

    public Uri Metrics => new($"{Address}/v1/metrics");

    /// <summary>Every span that arrived, with its scope.</summary>
    public IReadOnlyList<(ProtoMessage Scope, ProtoMessage Span)> Spans =>
        [.. Scopes(_traces).SelectMany(scope => scope.Messages(2).Select(span => (scope, span)))];

    /// <summary>Every metric that arrived, with its scope.</summary>
    public IReadOnlyList<(ProtoMessage Scope, ProtoMessage Metric)> Measured =>
        [.. Scopes(_metrics).SelectMany(scope => scope.Messages(2).Select(metric => (scope, metric)))];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var receiver = new OtlpReceiver(builder.Build());
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Completes when spans that match have arrived.</summary>
    public Task<IReadOnlyList<ProtoMessage>> WaitForSpansAsync(Func<IReadOnlyList<ProtoMessage>, bool> match) =>
        WaitAsync(() => [.. Spans.Select(pair => pair.Span)], match);

    /// <summary>Completes when metrics that match have arrived.</summary>
    public Task<IReadOnlyList<ProtoMessage>> WaitForMetricsAsync(Func<IReadOnlyList<ProtoMessage>, bool> match) =>
        WaitAsync(() => [.. Measured.Select(pair => pair.Metric)], match);

    private async Task<IReadOnlyList<ProtoMessage>> WaitAsync(Func<IReadOnlyList<ProtoMessage>> look, Func<IReadOnlyList<ProtoMessage>, bool> match)
    {
        while (true)
        {
            // Read before the check, so that no arrival is missed in between.
            var next = Volatile.Read(ref _arrived).Task;
            var seen = look();
            if (match(seen))
            {
                return seen;
            }

            await next.WaitAsync(QueueHost.Patience);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // Export…ServiceRequest.resource_* = 1, Resource*.scope_* = 2.
    private static IEnumerable<ProtoMessage> Scopes(IEnumerable<byte[]> requests) =>
        requests.SelectMany(request => ProtoMessage.Parse(request).Messages(1)).SelectMany(resource => resource.Messages(2));

    private async Task KeepAsync(HttpContext request, ConcurrentQueue<byte[]> into)
    {
        var body = new MemoryStream();
        await request.Request.Body.CopyToAsync(body);
        into.Enqueue(body.ToArray());
        Interlocked.Exchange(ref _arrived, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        // An empty answer is an Export…ServiceResponse without errors.
        request.Response.ContentType = "application/x-protobuf";
    }
}
