using System.Text.Json;

namespace Streaq.TestSupport;

/// <summary>Reads telemetry from the HTTP API of Aspire's dashboard: OTLP as JSON.</summary>
public sealed class AspireTelemetry(Uri dashboard, TimeSpan patience) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = dashboard, Timeout = patience };

    /// <summary>Completes when the spans of the trace match, now or later.</summary>
    public async Task WaitForSpansAsync(string traceId, Func<IReadOnlyList<AspireSpan>, bool> match)
    {
        var spans = new List<AspireSpan>();
        using var lines = new StreamReader(await _http.GetStreamAsync($"api/telemetry/spans?follow=true&traceId={traceId}"));
        while (!match(spans))
        {
            var line = await lines.ReadLineAsync().WaitAsync(patience) ?? throw new InvalidOperationException("The dashboard ended the stream of spans.");
            using var json = JsonDocument.Parse(line);
            spans.AddRange(AspireSpan.All(json.RootElement));
        }
    }

    /// <summary>All spans of a trace.</summary>
    public async Task<IReadOnlyList<AspireSpan>> SpansAsync(string traceId)
    {
        using var json = await GetAsync($"api/telemetry/traces/{traceId}");
        return [.. AspireSpan.All(json.RootElement.GetProperty("data"))];
    }

    /// <summary>The ids of all traces.</summary>
    public async Task<IReadOnlySet<string>> TraceIdsAsync()
    {
        using var json = await GetAsync("api/telemetry/traces?limit=1000");
        return AspireSpan.All(json.RootElement.GetProperty("data")).Select(span => span.TraceId).ToHashSet();
    }

    /// <summary>All log records with the trace's id.</summary>
    public async Task<IReadOnlyList<AspireLog>> LogsAsync(string traceId)
    {
        using var json = await GetAsync($"api/telemetry/logs?limit=1000&traceId={traceId}");
        return [.. AspireLog.All(json.RootElement.GetProperty("data"))];
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonDocument> GetAsync(string path) => JsonDocument.Parse(await _http.GetStringAsync(path));
}
