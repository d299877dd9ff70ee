using System.Diagnostics;

namespace Streaq.Instrumentation.Tests.Support;

/// <summary>A span as a processor saw it when it ended. It does not have what was added to the activity later.</summary>
public sealed record Span(Activity Activity, IReadOnlyDictionary<string, object?> Tags, IReadOnlyList<ActivityEvent> Events)
{
    public string Name => Activity.DisplayName;

    public static Span Of(Activity activity) =>
        new(activity, activity.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value), [.. activity.Events]);
}
