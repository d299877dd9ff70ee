using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Waterfall;

/// <summary>
/// Merges a task's own steps with the spans of its traces. The spans that enqueued it are around the steps, and those of its handler within
/// each attempt. A step and a span with the same id share one line.
/// </summary>
internal static class MergedSteps
{
    /// <returns>The lines, and the number of spans among them. Without spans, only the steps.</returns>
    public static (IReadOnlyList<Step> Steps, int Shown) From(Visit visit, TaskReport task, IReadOnlyList<Step> steps, SpanForest forest)
    {
        if (forest.Count == 0 || steps.Count == 0)
        {
            return (steps, 0);
        }

        var (enqueued, rest) = (steps[0], steps.Skip(1).ToList());
        var lines = new SpanLines(visit, forest);
        var merged = new List<Step>();
        var origin = Origin(task, rest, forest);
        if (origin is not null)
        {
            AddAround(visit, merged, lines, forest.Around(origin), origin);
            lines.Take(origin);
        }

        var depth = Math.Min(merged.Count, SpanLines.Deepest);
        merged.Add(Timed(enqueued, origin) with { Depth = depth });
        // Attempts may also be spans within the enqueue. Mark them first, so that each gets one line only.
        foreach (var attempt in rest.Select(step => forest.Find(step.SpanId)).OfType<TraceSpan>())
        {
            lines.Take(attempt);
        }

        foreach (var step in rest)
        {
            var span = forest.Find(step.SpanId);
            merged.Add(Told(Timed(step, span), span) with { Depth = depth });
            if (step.SpanId is not null)
            {
                merged.AddRange(lines.Within(step.SpanId, Math.Min(depth + 1, SpanLines.Deepest)));
            }
        }

        return (merged, lines.Count);
    }

    /// <summary>
    /// Finds the span that enqueued the task. The record of an ended task has only its attempts, so their parent is used.
    /// </summary>
    private static TraceSpan? Origin(TaskReport task, IReadOnlyList<Step> attempts, SpanForest forest) =>
        forest.Find(task.EnqueueSpanId)
        ?? forest.All.FirstOrDefault(span => SpanStep.Enqueues(span, task.TaskId))
        ?? attempts.Select(step => forest.Find(forest.Find(step.SpanId)?.ParentId)).FirstOrDefault(span => span is not null);

    private static void AddAround(Visit visit, List<Step> merged, SpanLines lines, IReadOnlyList<TraceSpan> around, TraceSpan origin)
    {
        var outermost = around.Count > 0 ? around[0] : origin;
        if (outermost.ParentId is not null)
        {
            merged.Add(SpanStep.NotSampled([outermost], depth: 0));
        }

        foreach (var span in around)
        {
            lines.Take(span);
            merged.Add(SpanStep.From(visit, span, Math.Min(merged.Count, SpanLines.Deepest)));
        }
    }

    /// <summary>Takes the times of the span. The spans within it are by the same clock, so they do not seem to overlap it.</summary>
    private static Step Timed(Step step, TraceSpan? span) => span is null || step.Kind is "point"
        ? step
        : step with { Start = span.StartedAt, End = SpanStep.End(span) };

    /// <summary>Marks an attempt without a span as not sampled.</summary>
    private static Step Told(Step step, TraceSpan? span) => span is not null || step.IsIdle
        ? step
        : step with { Detail = Html.Of($"""{step.Detail} <span class="none">not sampled</span>""") };
}
