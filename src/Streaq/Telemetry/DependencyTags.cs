using System.Diagnostics;
using Streaq.Tasks;

namespace Streaq.Telemetry;

/// <summary>The tasks that a task waited for, on its spans: their ids, and links to the attempts with which they ended.</summary>
internal static class DependencyTags
{
    /// <summary>Adds the ids, <see cref="QueueTelemetry.MaxLinks"/> of them at most.</summary>
    public static void Add(SpanTags tags, IReadOnlyList<string> ids) =>
        tags.Add(TelemetryAttributes.DependencyIds, ids.Take(QueueTelemetry.MaxLinks).ToArray());

    /// <summary>Adds the ids and the links.</summary>
    public static void Add(SpanTags tags, List<ActivityLink> links, TaskDependencies dependencies)
    {
        Add(tags, dependencies.Ids);
        foreach (var span in dependencies.Spans.Take(QueueTelemetry.MaxLinks))
        {
            if (Propagation.Parse(span) is var context && context != default)
            {
                links.Add(SpanLink.To(context, SpanLink.Dependency));
            }
        }
    }
}
