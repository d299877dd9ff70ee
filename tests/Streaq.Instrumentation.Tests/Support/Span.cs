using System.Diagnostics;

namespace Streaq.Instrumentation.Tests.Support;

/// <summary>A span as a processor saw it at its end; what is added to the activity later does not show here.</summary>
public sealed record Span(Activity Activity, IReadOnlyDictionary<string, object?> Tags, IReadOnlyList<ActivityEvent> Events)
{
    public string Name => Activity.DisplayName;

    public static Span Of(Activity activity) =>
        new(activity, activity.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value), [.. activity.Events]);
}
