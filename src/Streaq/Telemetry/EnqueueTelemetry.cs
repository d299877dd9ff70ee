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

    /// <summary>Whether there is any use in telling of a task.</summary>
    public static bool IsHeard => StreaqTelemetry.Source.HasListeners();

    /// <summary>Starts <c>enqueue X</c>, or <c>schedule X</c> for a task with a time of its own.</summary>
    public Activity? Start(TaskMessage task, bool scheduled)
    {
        if (!StreaqTelemetry.Source.HasListeners())
        {
            return null;
        }

        var operation = scheduled ? Schedule : Enqueue;
        var name = (scheduled ? ScheduleNames : EnqueueNames).For(task.Name);
        return Start(NewTaskTags(operation, "send", task), name);
    }

    /// <summary>Starts the <c>enqueue X</c> of a replayed dead letter, with a link to the attempt that failed.</summary>
    public Activity? StartReplay(TaskMessage task, string? deadTraceParent)
    {
        if (!StreaqTelemetry.Source.HasListeners())
        {
            return null;
        }

        var tags = TaskTags(Enqueue, "send", task);
        tags.Add(Trigger, TaskTrigger.Replay);
        SpanLink.Add(tags.Links, tags, Propagation.Parse(deadTraceParent), deadTraceParent, SpanLink.DeadAttempt, LinkDeadAttempt);
        return Start(tags, EnqueueNames.For(task.Name));
    }

    /// <summary>Says on the span of a replay why nothing was enqueued; <see langword="null"/>: the letter is another one by now.</summary>
    public static void ReplayRefused(Activity? activity, ReplayResult? result)
    {
        var reason = result switch
        {
            ReplayResult.IdInUse => "id_in_use",
            ReplayResult.DeduplicationKeyHeld => "deduplication_key_held",
            _ => "not_found",
        };
        activity?.SetTag(ErrorType, reason);
        activity?.SetStatus(ActivityStatusCode.Error, "The dead letter was not replayed, and stays where it is.");
    }

    /// <summary>Whether the tasks of a batch get a span each, so that each has a context of its own.</summary>
    public bool CreatesEach(int count) => count <= queue.MaxCreateSpans && StreaqTelemetry.Source.HasListeners();

    /// <summary>Starts <c>create X</c> for a task of a batch.</summary>
    public Activity? StartCreate(TaskMessage task) =>
        Start(NewTaskTags(Create, Create, task), CreateNames.For(task.Name));

    /// <summary>
    /// Starts <c>enqueue {queue}</c>, the one call of a batch: CLIENT when every task has a context of its own, which it
    /// links, else the PRODUCER whose context they all carry.
    /// </summary>
    public Activity? StartBatch(string taskName, int count, IEnumerable<Activity>? created)
    {
        if (!StreaqTelemetry.Source.HasListeners())
        {
            return null;
        }

        var tags = queue.Tags(Enqueue, "send");
        tags.Add(TaskName, taskName);
        tags.Add(BatchCount, count);
        var links = created?.Select(
            activity => new ActivityLink(activity.Context, new ActivityTagsCollection { { MessageId, activity.GetTagItem(MessageId) } }));
        return StreaqTelemetry.Source.StartActivity(
            created is null ? ActivityKind.Producer : ActivityKind.Client, default, tags, links, name: $"{Enqueue} {queue.Queue}");
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
            TaskMetrics.SentMessages.Add(count, known);
            TaskMetrics.OperationDuration.Record(seconds, known);
            return;
        }

        var tags = queue.OperationTags(Enqueue, "send", taskName, error.GetType().FullName);
        TaskMetrics.SentMessages.Add(count, tags);
        TaskMetrics.OperationDuration.Record(seconds, tags);
    }

    private static Activity? Start(SpanTags tags, string name)
    {
        var activity = StreaqTelemetry.Source.StartActivity(ActivityKind.Producer, default, tags, tags.Links, name: name);
        tags.Free();
        return activity;
    }

    /// <summary>A task that is replayed has waited for others already; a new one may be about to.</summary>
    private SpanTags NewTaskTags(string operation, string type, TaskMessage task)
    {
        var tags = TaskTags(operation, type, task);
        if (task.Details.Dependencies is { Ids.Count: > 0 } dependencies)
        {
            DependencyTags.Add(tags, dependencies.Ids);
        }

        return tags;
    }

    private SpanTags TaskTags(string operation, string type, TaskMessage task)
    {
        var tags = queue.Tags(operation, type);
        tags.Add(TaskName, task.Name);
        tags.Add(MessageId, task.Id);
        tags.Add(ConversationId, task.Root);
        tags.Add(Priority, task.Priority);
        if (task.Details.ParentId is not null)
        {
            tags.Add(ParentId, task.Details.ParentId);
        }

        return tags;
    }
}
