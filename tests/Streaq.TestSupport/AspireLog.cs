using System.Text.Json;

namespace Streaq.TestSupport;

/// <summary>A log record as Aspire's dashboard returns it.</summary>
public sealed record AspireLog(string Service, string? Event, string Level, string Body, string? SpanId, IReadOnlyDictionary<string, string> Attributes)
{
    internal static IEnumerable<AspireLog> All(JsonElement data) =>
        from resource in AspireSpan.Items(data, "resourceLogs")
        from scope in AspireSpan.Items(resource, "scopeLogs")
        from record in AspireSpan.Items(scope, "logRecords")
        select new AspireLog(
            AspireSpan.AttributesOf(resource.GetProperty("resource"))["service.name"],
            AspireSpan.Text(record, "eventName"),
            record.GetProperty("severityText").GetString()!,
            AspireSpan.Text(record.GetProperty("body"), "stringValue") ?? "",
            AspireSpan.Text(record, "spanId"),
            AspireSpan.AttributesOf(record));
}
