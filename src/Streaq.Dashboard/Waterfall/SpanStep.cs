using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Pages;

namespace Streaq.Dashboard.Waterfall;

/// <summary>A span as a line of the waterfall.</summary>
internal static class SpanStep
{
    private const string TaskId = "messaging.message.id";
    private const string Queue = "messaging.destination.name";
    private const string Operation = "messaging.operation.name";

    /// <summary>The attributes that a line already shows in other words.</summary>
    private static readonly string[] Told =
    [
        TaskId, Queue, Operation, "messaging.system", "messaging.client.id", "streaq.task.name", "streaq.priority", "streaq.trigger",
        "streaq.outcome", "streaq.attempt", "error.type",
    ];

    private const int MostTags = 4;

    /// <param name="visit">The visit, for links.</param>
    /// <param name="span">The span.</param>
    /// <param name="depth">The number of lines around it.</param>
    public static Step From(Visit visit, TraceSpan span, int depth) => new(Kind(span), span.Name, span.StartedAt, End(span))
    {
        SpanId = span.SpanId,
        Depth = depth,
        Detail = Html.Of($"""
            {Html.When(span.IsError, $"{StateTag.For("Error", "bad")} ")}{ErrorType(span)}
            {Html.When(span.Service.Length > 0, $"<bdi>{span.Service}</bdi>")}
            {Task(visit, span)}
            {Tags(span)}
            """),
    };

    /// <summary>Returns a line for a parent that is not kept.</summary>
    public static Step NotSampled(IReadOnlyCollection<TraceSpan> within, int depth) =>
        new("missing", "Not sampled", within.Min(span => span.StartedAt), within.Max(End))
        {
            Depth = depth,
            Detail = Html.Of($"around what follows"),
        };

    public static DateTimeOffset End(TraceSpan span) => span.StartedAt + span.Duration;

    /// <summary>Whether the span enqueued the task.</summary>
    public static bool Enqueues(TraceSpan span, string taskId) =>
        string.Equals(span.Attributes.GetValueOrDefault(TaskId), taskId, StringComparison.Ordinal)
        && span.Attributes.GetValueOrDefault(Operation) is "enqueue" or "schedule" or "create";

    private static string Kind(TraceSpan span) => span.IsError ? "bad" : "span";

    private static Html ErrorType(TraceSpan span) => span.Attributes.GetValueOrDefault("error.type") is { } type
        ? Html.Of($"<code><bdi>{Shown.ShortType(type)}</bdi></code>")
        : Html.Empty;

    /// <summary>Renders the task of a span of Streaq that enqueues or processes one.</summary>
    private static Html Task(Visit visit, TraceSpan span)
    {
        var operation = span.Attributes.GetValueOrDefault(Operation);
        if (operation is not ("process" or "enqueue" or "schedule" or "create") || span.Attributes.GetValueOrDefault(TaskId) is not { } id)
        {
            return Html.Empty;
        }

        var queue = span.Attributes.GetValueOrDefault(Queue);
        return string.Equals(queue, visit.Queue.Name, StringComparison.Ordinal)
            ? Html.Of($"task {TaskLink.For(visit, id)}")
            : Html.Of($"task <code><bdi>{id}</bdi></code> in <bdi>{queue}</bdi>");
    }

    private static Html Tags(TraceSpan span)
    {
        var shown = span.Attributes.Where(static tag => !Told.Contains(tag.Key, StringComparer.Ordinal))
            .OrderBy(static tag => tag.Key, StringComparer.Ordinal).Take(MostTags);
        return Html.Join(" ", shown.Select(static tag => Html.Of($"""<code class="tag"><bdi>{tag.Key}={tag.Value}</bdi></code>""")));
    }
}
