using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Streaq.Dashboard.Traces;

/// <summary>
/// Reads a trace from one of two JSON formats. Jaeger returns that of OTLP (in <c>result</c>), with hexadecimal ids and numeric
/// enumerations. Tempo returns that of protobuf (in <c>trace</c>), with Base64 ids and enumerations by name. Skips parts that it can't
/// read.
/// </summary>
internal static class OtlpJson
{
    /// <summary>The most spans of a trace. A page with more would not be read.</summary>
    private const int MostSpans = 2_000;

    /// <returns>The trace; <see langword="null"/> when it has no span.</returns>
    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public static TaskTrace? Read(string traceId, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind is not JsonValueKind.Object)
        {
            throw new JsonException("A trace is an object.");
        }

        var trace = root.Object("result") ?? root.Object("trace") ?? root;
        var all = trace.Items("resourceSpans").SelectMany(OfResource).ToList();
        return all.Count == 0 ? null : new TaskTrace(traceId, [.. all.Take(MostSpans)]) { Dropped = Math.Max(0, all.Count - MostSpans) };
    }

    private static IEnumerable<TraceSpan> OfResource(JsonElement resource)
    {
        var tags = resource.Object("resource") is { } of ? OtlpTags.Read(of) : [];
        var service = tags.GetValueOrDefault("service.name", "");
        return resource.Items("scopeSpans").SelectMany(scope =>
        {
            var source = scope.Object("scope")?.Text("name") ?? "";
            return scope.Items("spans").Select(span => Read(span, source, service)).OfType<TraceSpan>();
        });
    }

    private static TraceSpan? Read(JsonElement span, string source, string service)
    {
        if (Id(span.Text("spanId")) is not { } id || Time(span, "startTimeUnixNano") is not { } start)
        {
            return null;
        }

        var end = Time(span, "endTimeUnixNano") ?? start;
        return new TraceSpan
        {
            SpanId = id,
            ParentId = Id(span.Text("parentSpanId")),
            Name = OtlpTags.Cut(span.Text("name") ?? ""),
            Source = OtlpTags.Cut(source),
            Service = service,
            Kind = Kind(span.Text("kind")),
            StartedAt = start,
            Duration = end > start ? end - start : TimeSpan.Zero,
            IsError = span.Object("status")?.Text("code") is "2" or "STATUS_CODE_ERROR",
            Attributes = OtlpTags.Read(span),
        };
    }

    /// <summary>Reads an id of 8 bytes: 16 characters in hexadecimal, 12 in Base64.</summary>
    private static string? Id(string? text)
    {
        if (text is { Length: 16 } && text.All(char.IsAsciiHexDigit))
        {
            return text.Any(static digit => digit != '0') ? text.ToLowerInvariant() : null;
        }

        Span<byte> bytes = stackalloc byte[8];
        return text is { Length: 12 } && Convert.TryFromBase64String(text, bytes, out var count) && count == 8
            && bytes.ContainsAnyExcept((byte)0)
                ? Convert.ToHexStringLower(bytes)
                : null;
    }

    private static DateTimeOffset? Time(JsonElement span, string name) =>
        ulong.TryParse(span.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var nanoseconds)
        && nanoseconds / 100 <= (ulong)(DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / 100))
            : null;

    private static ActivityKind Kind(string? kind) => kind switch
    {
        "2" or "SPAN_KIND_SERVER" => ActivityKind.Server,
        "3" or "SPAN_KIND_CLIENT" => ActivityKind.Client,
        "4" or "SPAN_KIND_PRODUCER" => ActivityKind.Producer,
        "5" or "SPAN_KIND_CONSUMER" => ActivityKind.Consumer,
        _ => ActivityKind.Internal,
    };
}
