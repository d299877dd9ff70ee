using System.Text.Json;

namespace Streaq.TestSupport;

/// <summary>A span as Aspire's dashboard returns it, with the value of every attribute as text.</summary>
public sealed record AspireSpan(
    string Service, string TraceId, string SpanId, string? ParentId, string Name, bool IsError, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> Links)
{
    /// <summary>The attributes of its program's resource.</summary>
    public required IReadOnlyDictionary<string, string> Resource { get; init; }

    /// <summary>Its events, with their attributes.</summary>
    public required IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Attributes)> Events { get; init; }

    internal static IEnumerable<AspireSpan> All(JsonElement data) =>
        from resource in Items(data, "resourceSpans")
        from scope in Items(resource, "scopeSpans")
        from span in Items(scope, "spans")
        select new AspireSpan(
            AttributesOf(resource.GetProperty("resource"))["service.name"],
            span.GetProperty("traceId").GetString()!,
            span.GetProperty("spanId").GetString()!,
            Text(span, "parentSpanId"),
            span.GetProperty("name").GetString()!,
            span.TryGetProperty("status", out var status) && status.TryGetProperty("code", out var code) && code.GetInt32() == 2,
            AttributesOf(span),
            [.. Items(span, "links").Select(link => link.GetProperty("spanId").GetString()!)])
        {
            Resource = AttributesOf(resource.GetProperty("resource")),
            Events = [.. Items(span, "events").Select(told => (told.GetProperty("name").GetString()!, AttributesOf(told)))],
        };

    internal static IReadOnlyDictionary<string, string> AttributesOf(JsonElement owner) => Items(owner, "attributes")
        .ToDictionary(attribute => attribute.GetProperty("key").GetString()!, attribute => Text(attribute.GetProperty("value"), "stringValue") ?? "");

    internal static string? Text(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) ? value.GetString() : null;

    internal static IEnumerable<JsonElement> Items(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var items) ? items.EnumerateArray() : [];
}
