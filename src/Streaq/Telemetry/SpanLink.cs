using System.Collections.Frozen;
using System.Diagnostics;

namespace Streaq.Telemetry;

/// <summary>
/// Creates links between spans. The attribute <c>streaq.link.kind</c> gives a link's meaning, if the backend shows it and the link is not
/// to the parent.
/// </summary>
internal static class SpanLink
{
    public const string Creation = "creation";
    public const string PreviousAttempt = "previous_attempt";
    public const string Dependency = "dependency";
    public const string DeadAttempt = "dead_attempt";
    public const string Aborter = "aborter";
    public const string Schedule = "schedule";

    /// <summary>All kinds. A link copies its attributes, so all links of a kind are created from the same collection.</summary>
    private static readonly string[] AllKinds = [Creation, PreviousAttempt, Dependency, DeadAttempt, Aborter, Schedule];

    private static readonly FrozenDictionary<string, ActivityTagsCollection> Kinds = AllKinds
        .ToFrozenDictionary(
            kind => kind, kind => new ActivityTagsCollection { { TelemetryAttributes.LinkKind, kind } }, StringComparer.Ordinal);

    /// <summary>Adds a link, and an attribute with the same context. Does nothing without a context.</summary>
    /// <param name="links">The links of the span.</param>
    /// <param name="tags">The attributes of the span.</param>
    /// <param name="context">The context to link.</param>
    /// <param name="traceParent">The context as <c>traceparent</c>; <see langword="null"/> when it came in another form.</param>
    /// <param name="kind">The meaning of the link.</param>
    /// <param name="attribute">The attribute.</param>
    public static void Add(
        List<ActivityLink> links, SpanTags tags, ActivityContext context, string? traceParent, string kind, string attribute)
    {
        if (context != default)
        {
            links.Add(To(context, kind));
            tags.Add(attribute, traceParent ?? $"00-{context.TraceId}-{context.SpanId}-{(byte)context.TraceFlags:x2}");
        }
    }

    public static ActivityLink To(ActivityContext context, string kind) =>
        new(
            context,
            Kinds.TryGetValue(kind, out var tags)
                ? tags
                : throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of link."));
}
