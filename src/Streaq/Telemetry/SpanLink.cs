using System.Diagnostics;

namespace Streaq.Telemetry;

/// <summary>Links between spans; the attribute <c>streaq.link.kind</c> tells what a link means, where the backend shows it.</summary>
internal static class SpanLink
{
    public const string Creation = "creation";
    public const string PreviousAttempt = "previous_attempt";
    public const string DeadAttempt = "dead_attempt";

    /// <summary>Adds a link and the attribute that says the same; nothing when there is no context.</summary>
    public static void Add(List<ActivityLink> links, ActivityTagsCollection tags, ActivityContext context, string kind, string attribute)
    {
        if (context != default)
        {
            links.Add(To(context, kind));
            tags.Add(attribute, $"00-{context.TraceId}-{context.SpanId}-{(byte)context.TraceFlags:x2}");
        }
    }

    public static ActivityLink To(ActivityContext context, string kind) =>
        new(context, new ActivityTagsCollection { { TelemetryAttributes.LinkKind, kind } });
}
