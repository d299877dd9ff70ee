using System.Diagnostics;
using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>The producer's side: the span of an enqueue, whose context travels with the task, and its measurements.</summary>
internal sealed class EnqueueTelemetry(QueueTelemetry queue)
{
    private const string Enqueue = "enqueue";

    /// <summary>Starts <c>enqueue X</c>.</summary>
    public Activity? Start(string taskName, string taskId, string rootId, string? parentId, string priority)
    {
        if (!StreaqTelemetry.Source.HasListeners())
        {
            return null;
        }

        var tags = queue.Tags(Enqueue, "send");
        AddTask(tags, taskName, taskId, rootId, parentId, priority);
        return StreaqTelemetry.Source.StartActivity(ActivityKind.Producer, default, tags, name: $"{Enqueue} {taskName}");
    }

    /// <summary>Starts <c>enqueue {queue}</c>, the one span of a batch's call.</summary>
    public Activity? StartBatch(string taskName, int count)
    {
        if (!StreaqTelemetry.Source.HasListeners())
        {
            return null;
        }

        var tags = queue.Tags(Enqueue, "send");
        tags.Add(TaskName, taskName);
        tags.Add(BatchCount, count);
        return StreaqTelemetry.Source.StartActivity(ActivityKind.Producer, default, tags, name: $"{Enqueue} {queue.Queue}");
    }

    public void Sent(string taskName, int count, double seconds, Exception? error)
    {
        if (!TaskMetrics.AnyOperation)
        {
            return;
        }

        var tags = queue.OperationTags(Enqueue, "send", taskName, error?.GetType().FullName);
        TaskMetrics.SentMessages.Add(count, tags);
        TaskMetrics.OperationDuration.Record(seconds, tags);
    }

    /// <summary>Ends the span of an enqueue that threw.</summary>
    public static void Fail(Activity? activity, Exception error)
    {
        activity?.SetCustomProperty(StreaqTelemetry.ExceptionProperty, error);
        activity?.SetTag(ErrorType, error.GetType().FullName);
        activity?.SetStatus(ActivityStatusCode.Error, error.Message);
    }

    private static void AddTask(ActivityTagsCollection tags, string taskName, string taskId, string rootId, string? parentId, string priority)
    {
        tags.Add(TaskName, taskName);
        tags.Add(MessageId, taskId);
        tags.Add(ConversationId, rootId);
        tags.Add(Priority, priority);
        if (parentId is not null)
        {
            tags.Add(ParentId, parentId);
        }
    }
}
