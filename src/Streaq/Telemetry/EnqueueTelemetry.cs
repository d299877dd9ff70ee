using System.Diagnostics;
using Streaq.Tasks;
using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>The producer's side: the span whose context travels with the task, and the measurements of the enqueue.</summary>
internal sealed class EnqueueTelemetry(QueueTelemetry queue)
{
    public const string Enqueue = "enqueue";
    private const string Schedule = "schedule";
    private const string Create = "create";

    private static readonly SpanName EnqueueNames = new(Enqueue);
    private static readonly SpanName ScheduleNames = new(Schedule);
    private static readonly SpanName CreateNames = new(Create);

    /// <summary>Whether a listener wants spans.</summary>
    public static bool IsHeard => Spans.AreHeard;

    /// <summary>Whether the span gets its <see cref="EnqueueContext"/>, because listeners requested it.</summary>
    public static bool Attaches(GuardedSpan span) =>
        StreaqTelemetry.AttachEnqueueContext && span.Activity is { IsAllDataRequested: true };

    /// <summary>
    /// Starts <c>enqueue X</c>, or <c>schedule X</c> for a task with a time of its own. The span is CLIENT and links the application's
    /// context when the application has given the task one. Otherwise it is PRODUCER, and the task carries its context.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="scheduled">Whether it has a time of its own.</param>
    /// <param name="given">The application's context; default without one.</param>
    public GuardedSpan Start(in AnnouncedTask task, bool scheduled, ActivityContext given)
    {
        if (!Spans.AreHeard)
        {
            return default;
        }

        var operation = scheduled ? Schedule : Enqueue;
        var name = (scheduled ? ScheduleNames : EnqueueNames).For(task.Name);
        return Start(KindFor(given), LinkGiven(TaskTags(operation, "send", task), given), name);
    }

    /// <summary>
    /// Links a context that a middleware has given the task since its span started. The span keeps its kind PRODUCER, although CLIENT would
    /// suit the link.
    /// </summary>
    /// <param name="current">The current span; a span of the middleware's own is left alone.</param>
    /// <param name="given">The context; default for none.</param>
    public static void LinkLate(Activity? current, ActivityContext given)
    {
        if (given != default && current is { Kind: ActivityKind.Producer, Source.Name: StreaqTelemetry.SourceName }
            && given.SpanId != current.SpanId)
        {
            current.AddLink(SpanLink.To(given, SpanLink.Creation));
        }
    }

    /// <summary>Starts the <c>enqueue X</c> of a replayed dead letter, with a link to the attempt that failed.</summary>
    public GuardedSpan StartReplay(TaskMessage task, string? deadTraceParent)
    {
        if (!Spans.AreHeard)
        {
            return default;
        }

        var tags = TaskTags(Enqueue, "send", AnnouncedTask.Of(task));
        tags.Add(Trigger, TaskTrigger.Replay);
        SpanLink.Add(tags.Links, tags, Propagation.Parse(deadTraceParent), deadTraceParent, SpanLink.DeadAttempt, LinkDeadAttempt);
        return Start(ActivityKind.Producer, tags, EnqueueNames.For(task.Name));
    }

    /// <summary>Measures a replay, and sets the reason on its span when nothing was enqueued.</summary>
    /// <param name="span">The span.</param>
    /// <param name="taskName">The task.</param>
    /// <param name="result">The result; <see langword="null"/> when the dead letter is another one by now.</param>
    /// <param name="seconds">The duration of the store's call.</param>
    public void Replayed(GuardedSpan span, string taskName, ReplayResult? result, double seconds)
    {
        // Exemplars lead to the replay, also where many have been written at once.
        using var current = span.Inside();
        if (result is ReplayResult.Replayed)
        {
            Sent(taskName, 1, seconds, error: null);
            return;
        }

        var reason = result switch
        {
            ReplayResult.IdInUse => "id_in_use",
            ReplayResult.DeduplicationKeyHeld => "deduplication_key_held",
            _ => "not_found",
        };
        span.Tag(ErrorType, reason);
        span.Activity?.SetStatus(ActivityStatusCode.Error, "The dead letter was not replayed, and stays where it is.");
        if (TaskMetrics.AnyOperation)
        {
            Measure(taskName, 1, seconds, reason);
        }
    }

    /// <summary>Whether the tasks of a batch get a span each, so that each has a context of its own.</summary>
    public bool CreatesEach(int count) => count <= queue.MaxCreateSpans && Spans.AreHeard;

    /// <summary>Starts <c>create X</c> for a task of a batch.</summary>
    public GuardedSpan StartCreate(in AnnouncedTask task) =>
        Start(ActivityKind.Producer, TaskTags(Create, Create, task), CreateNames.For(task.Name));

    /// <summary>
    /// Starts <c>enqueue {queue}</c>, the one call of a batch. It is CLIENT when every task has its own context, which it links, or one
    /// from the application. Otherwise it is PRODUCER, and all tasks carry its context.
    /// </summary>
    public GuardedSpan StartBatch(string taskName, int count, IReadOnlyList<GuardedSpan>? created, ActivityContext given)
    {
        if (!Spans.AreHeard)
        {
            return default;
        }

        var tags = queue.Tags(Enqueue, "send");
        tags.Add(TaskName, taskName);
        tags.Add(BatchCount, count);
        tags.Links.AddRange((created ?? []).Select(span => span.LinkWith(MessageId)));
        return queue.Spans.Start(
            created is null ? KindFor(given) : ActivityKind.Client, LinkGiven(tags, given), $"{Enqueue} {queue.Queue}");
    }

    /// <summary>
    /// Starts <c>enqueue {queue}</c>, the one call for tasks whose messages were made before. It is CLIENT and links their contexts, as
    /// many as a batch has spans at most.
    /// </summary>
    public GuardedSpan StartDeferred(IReadOnlyList<TaskMessage> tasks)
    {
        if (!Spans.AreHeard)
        {
            return default;
        }

        var tags = queue.Tags(Enqueue, "send");
        if (tasks.All(task => string.Equals(task.Name, tasks[0].Name, StringComparison.Ordinal)))
        {
            tags.Add(TaskName, tasks[0].Name);
        }

        tags.Add(BatchCount, tasks.Count);
        foreach (var task in tasks.DistinctBy(task => task.TraceParent, StringComparer.Ordinal).Take(queue.MaxCreateSpans))
        {
            if (Propagation.Parse(task.TraceParent, task.Details.TraceState) is var context && context != default)
            {
                tags.Links.Add(new ActivityLink(context, new ActivityTagsCollection { { MessageId, task.Id } }));
            }
        }

        return Start(ActivityKind.Client, tags, $"{Enqueue} {queue.Queue}");
    }

    public void Sent(string taskName, int count, double seconds, Exception? error)
    {
        if (!TaskMetrics.AnyOperation)
        {
            return;
        }

        if (error is null)
        {
            var known = queue.MeasuredTasks.For(taskName).Sent;
            TaskMetrics.SentMessages.Add(queue.Listeners, count, known);
            TaskMetrics.OperationDuration.Record(queue.Listeners, seconds, known);
            return;
        }

        Measure(taskName, count, seconds, ExceptionText.Type(error));
    }

    private void Measure(string taskName, int count, double seconds, string errorType)
    {
        var tags = queue.OperationTags(Enqueue, "send", taskName, errorType);
        TaskMetrics.SentMessages.Add(queue.Listeners, count, tags);
        TaskMetrics.OperationDuration.Record(queue.Listeners, seconds, tags);
    }

    private static ActivityKind KindFor(ActivityContext given) => given == default ? ActivityKind.Producer : ActivityKind.Client;

    private static SpanTags LinkGiven(SpanTags tags, ActivityContext given)
    {
        if (given != default)
        {
            tags.Links.Add(SpanLink.To(given, SpanLink.Creation));
        }

        return tags;
    }

    private GuardedSpan Start(ActivityKind kind, SpanTags tags, string name) => queue.Spans.Start(kind, tags, name);

    private SpanTags TaskTags(string operation, string type, in AnnouncedTask task)
    {
        var tags = queue.Tags(operation, type);
        tags.Add(TaskName, task.Name);
        tags.Add(MessageId, task.Id);
        tags.Add(ConversationId, task.Root);
        tags.Add(Priority, task.Priority);
        if (task.ParentId is not null)
        {
            tags.Add(ParentId, task.ParentId);
        }

        if (task.Dependencies is { Ids.Count: > 0 } dependencies)
        {
            DependencyTags.Add(tags, dependencies.Ids);
        }

        return tags;
    }
}
