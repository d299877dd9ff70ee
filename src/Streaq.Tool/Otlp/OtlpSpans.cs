using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Streaq.Tool.Otlp.Wire;

namespace Streaq.Tool.Otlp;

/// <summary>Reads the spans of an OTLP message.</summary>
internal static class OtlpSpans
{
    private const int MostAttributes = 32;
    private const int LongestText = 200;

    /// <summary>Adds all spans.</summary>
    /// <returns>The response, with the number of rejected spans and the reason.</returns>
    public static ExportTraceServiceResponse Keep(ExportTraceServiceRequest request, SpanRing ring)
    {
        long refused = 0;
        foreach (var resource in request.ResourceSpans)
        {
            var service = resource.Resource?.Attributes.FirstOrDefault(static tag => tag.Key is "service.name") is { } name
                ? Text(name.Value) ?? ""
                : "";
            foreach (var scope in resource.ScopeSpans)
            {
                foreach (var span in scope.Spans)
                {
                    var isKept = IsId(span.TraceId, 16) && IsId(span.SpanId, 8)
                        && ring.Add(Hex(span.TraceId), Read(span, scope.Scope?.Name ?? "", service));
                    refused += isKept ? 0 : 1;
                }
            }
        }

        return refused == 0 ? new() : new()
        {
            PartialSuccess = new()
            {
                RejectedSpans = refused,
                ErrorMessage = "Spans without an id are not taken, nor those beyond the room of one trace.",
            },
        };
    }

    private static TraceSpan Read(Span span, string source, string service) => new()
    {
        SpanId = Hex(span.SpanId),
        ParentId = IsId(span.ParentSpanId, 8) ? Hex(span.ParentSpanId) : null,
        Name = Cut(span.Name),
        Source = Cut(source),
        Service = Cut(service),
        Kind = span.Kind switch
        {
            Span.Types.SpanKind.Server => ActivityKind.Server,
            Span.Types.SpanKind.Client => ActivityKind.Client,
            Span.Types.SpanKind.Producer => ActivityKind.Producer,
            Span.Types.SpanKind.Consumer => ActivityKind.Consumer,
            _ => ActivityKind.Internal,
        },
        StartedAt = Time(span.StartTimeUnixNano),
        Duration = span.EndTimeUnixNano > span.StartTimeUnixNano
            ? Time(span.EndTimeUnixNano) - Time(span.StartTimeUnixNano)
            : TimeSpan.Zero,
        IsError = span.Status?.Code is Status.Types.StatusCode.Error,
        Attributes = Attributes(span.Attributes),
    };

    private static Dictionary<string, string> Attributes(RepeatedField<KeyValue> tags)
    {
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in tags)
        {
            if (kept.Count < MostAttributes && Text(tag.Value) is { } text)
            {
                kept[Cut(tag.Key)] = Cut(text);
            }
        }

        return kept;
    }

    /// <returns>The value; <see langword="null"/> for an array, a map or bytes.</returns>
    private static string? Text(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>Converts a time. Any number may be received, so a time beyond the calendar becomes a late time within it.</summary>
    private static DateTimeOffset Time(ulong nanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)Math.Min(nanoseconds / 100, 2_500_000_000_000_000_000));

    private static bool IsId(ByteString id, int length) => id.Length == length && id.Span.ContainsAnyExcept((byte)0);

    private static string Hex(ByteString id) => Convert.ToHexStringLower(id.Span);

    private static string Cut(string text) => text.Length <= LongestText ? text : $"{text.AsSpan(0, LongestText - 1)}…";
}
