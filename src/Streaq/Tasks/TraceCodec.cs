using System.Buffers;
using System.Diagnostics;
using System.Text.Json;

namespace Streaq.Tasks;

/// <summary>Writes the spans of a trace as compressed JSON, in parts that each fit into the limit of a trace, and reads them.</summary>
internal static class TraceCodec
{
    /// <summary>The most bytes of a part before compression, so that a part fits even if compression does not make it smaller.</summary>
    private const int PartBytes = 32 * 1024;

    /// <summary>The most bytes of a part that is read: another program may have written it.</summary>
    private const int ReadLimit = 1024 * 1024;

    /// <summary>Returns the parts. The first one counts the spans that are left out, and exists even without a span.</summary>
    public static IEnumerable<TracePart> Write(TaskTrace trace)
    {
        var dropped = trace.Dropped + Math.Max(0, trace.Spans.Count - TraceBudget.MaxSpans);
        var (buffer, next) = (new ArrayBufferWriter<byte>(4 * 1024), 0);
        var kept = Math.Min(trace.Spans.Count, TraceBudget.MaxSpans);
        do
        {
            buffer.ResetWrittenCount();
            var first = next;
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartArray();
                while (next < kept && json.BytesCommitted + json.BytesPending < PartBytes)
                {
                    Write(json, trace.Spans[next++]);
                }

                json.WriteEndArray();
            }

            var bytes = next > first ? PayloadCompression.Compress(buffer.WrittenSpan.ToArray()) : ReadOnlyMemory<byte>.Empty;
            yield return new TracePart(trace.TraceId, next - first, dropped, bytes);
            dropped = 0;
        }
        while (next < kept);
    }

    /// <returns>The spans; none for a damaged part.</returns>
    public static IReadOnlyList<TraceSpan> Read(ReadOnlyMemory<byte> part)
    {
        try
        {
            var json = part.Span is [PayloadCompression.Tag, ..] ? PayloadCompression.Decompress(part.Span, ReadLimit) : part;
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.EnumerateArray().Select(Read).OfType<TraceSpan>().Take(TraceBudget.MaxSpans)];
        }
        catch (Exception e) when (
            e is JsonException or KeyNotFoundException or InvalidDataException or InvalidOperationException or FormatException)
        {
            return [];
        }
    }

    private static void Write(Utf8JsonWriter json, TraceSpan span)
    {
        json.WriteStartObject();
        json.WriteString("id", span.SpanId);
        if (span.ParentId is not null)
        {
            json.WriteString("parent", span.ParentId);
        }

        json.WriteString("name", span.Name);
        json.WriteString("source", span.Source);
        json.WriteString("service", span.Service);
        json.WriteNumber("kind", (int)span.Kind);
        json.WriteNumber("start", span.StartedAt.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks);
        json.WriteNumber("took", span.Duration.Ticks);
        if (span.IsError)
        {
            json.WriteBoolean("error", value: true);
        }

        json.WriteStartObject("tags");
        foreach (var (name, value) in span.Attributes)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <returns><see langword="null"/> when the JSON is not a span.</returns>
    private static TraceSpan? Read(JsonElement json)
    {
        var id = json.GetProperty("id").GetString();
        var (start, took) = (json.GetProperty("start").GetInt64(), json.GetProperty("took").GetInt64());
        // Within a few thousand years, so that sums of them are times as well.
        if (!TraceContext.IsSpanId(id) || start is < 0 or > 1_000_000_000_000_000_000 || took is < 0 or > 1_000_000_000_000_000_000)
        {
            return null;
        }

        var parent = json.TryGetProperty("parent", out var given) ? given.GetString() : null;
        return new TraceSpan
        {
            SpanId = id!,
            ParentId = TraceContext.IsSpanId(parent) ? parent : null,
            Name = json.GetProperty("name").GetString() ?? "",
            Source = json.GetProperty("source").GetString() ?? "",
            Service = json.GetProperty("service").GetString() ?? "",
            Kind = (ActivityKind)json.GetProperty("kind").GetInt32(),
            StartedAt = DateTimeOffset.UnixEpoch.AddTicks(start),
            Duration = TimeSpan.FromTicks(took),
            IsError = json.TryGetProperty("error", out var error) && error.GetBoolean(),
            Attributes = Tags(json.GetProperty("tags")),
        };
    }

    private static Dictionary<string, string> Tags(JsonElement json)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in json.EnumerateObject())
        {
            tags[tag.Name] = tag.Value.GetString() ?? "";
        }

        return tags;
    }
}
