using System.Diagnostics;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>Reads values of a span for tests.</summary>
internal static class SpanFacts
{
    public static object? Tag(this Activity span, string name) => span.GetTagItem(name);

    public static bool IsRoot(this Activity span) => span.ParentSpanId == default;

    public static bool IsChildOf(this Activity span, ActivityContext parent) => span.TraceId == parent.TraceId && span.ParentSpanId == parent.SpanId;

    /// <summary>
    /// Returns the span ids of the links with that <c>streaq.link.kind</c>. A link without a
    /// kind is that of the parent, which is the creation.
    /// </summary>
    public static IReadOnlyList<ActivitySpanId> LinksOf(this Activity span, string kind) =>
        [.. span.Links.Where(link => Equals(span.KindOf(link), kind)).Select(link => link.Context.SpanId)];

    private static object? KindOf(this Activity span, ActivityLink link) => link.Tags is null && link.Context.SpanId == span.ParentSpanId
        ? "creation"
        : link.Tags!.SingleOrDefault(tag => tag.Key == "streaq.link.kind").Value;

    /// <summary>Jaeger draws a parentless span with a link into its own trace as a child of the link.</summary>
    public static void AssertNoneLinksIntoItsOwnTraceWithoutParent(IEnumerable<Activity> spans) =>
        Assert.DoesNotContain(spans, span => span.IsRoot() && span.Links.Any(link => link.Context.TraceId == span.TraceId));
}
