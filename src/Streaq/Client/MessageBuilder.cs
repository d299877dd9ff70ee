using System.Diagnostics;
using Streaq.Execution;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>Makes the message of a task: its argument serialized, its place in the conversation, its trace context.</summary>
internal sealed class MessageBuilder(string defaultPriority, TraceMode defaultMode, TaskSerializer serializer, QueueTelemetry queue)
{
    public TraceMode ModeOf(TaskDefinition task) => task.Trace ?? defaultMode;

    public string PriorityOf(TaskDefinition task, EnqueueOptions enqueue) => enqueue.Priority ?? task.Priority ?? defaultPriority;

    /// <summary>Returns the message of a task that takes its argument from another task or from a group.</summary>
    public TaskMessage Sourced(TaskMessage message, ArgumentSource source) => source.On(message, serializer.Codec);

    /// <summary>Describes the task for its span.</summary>
    /// <param name="task">The task.</param>
    /// <param name="id">Its id.</param>
    /// <param name="enqueue">The enqueue options.</param>
    /// <param name="root">The id of its group or of its pipeline's first stage; <see langword="null"/>: the task itself.</param>
    public AnnouncedTask Announced(TaskDefinition task, string id, EnqueueOptions enqueue, string? root)
    {
        var ambient = AmbientTask.Current;
        return new(
            task.Name, id, PriorityOf(task, enqueue), ambient?.Message.Root ?? root ?? id, ambient?.TaskId, enqueue.Dependencies);
    }

    /// <param name="task">The task.</param>
    /// <param name="id">Its id.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="enqueue">The enqueue options.</param>
    /// <param name="headers">The application's headers. The method changes them, and the message keeps them.</param>
    /// <param name="creation">The span whose context the task carries.</param>
    /// <param name="crowded">Whether the batch is too large for its tasks to be children of one span.</param>
    public NewTask Build<TArgument>(
        TaskDefinition task,
        string id,
        TArgument argument,
        EnqueueOptions enqueue,
        Dictionary<string, string>? headers,
        Activity? creation,
        bool crowded)
    {
        var ambient = AmbientTask.Current;
        var mode = enqueue.Trace ?? task.Trace ?? defaultMode;
        string? traceState = null;
        if (headers is { Count: > 0 })
        {
            Propagation.DropFields(headers, queue.Listeners);
        }

        var carried = mode is not TraceMode.None && headers is null ? Propagation.Plain(creation, queue.Listeners, out traceState) : null;
        Dictionary<string, string>? fields = null;
        if (mode is not TraceMode.None && carried is null)
        {
            headers = creation is null && ambient is not null
                ? Propagation.PassOn(ambient.Message, headers, out fields)
                : Propagation.Inject(creation, headers, queue, out fields);
        }

        var dependencies = enqueue.Dependencies;
        var trigger = dependencies is not null ? TaskTrigger.Dependency
            : enqueue.Delay is null && enqueue.At is null ? null
            : TaskTrigger.Schedule;
        // A task that carries no context has no parent span, so it needs no link instead.
        var modeName = ModeName(mode, crowded && (carried is not null || fields is not null || headers is { Count: > 0 }));
        if (carried is null)
        {
            traceState = Take(headers, Propagation.TraceState);
            carried = Take(headers, Propagation.TraceParent) is { } traceParent ? new CarriedContext(traceParent) : null;
        }

        var baggageHeader = Take(headers, Propagation.Baggage);
        var isBare = ambient is null && trigger is null && string.IsNullOrEmpty(traceState) && baggageHeader is null
            && fields is null && headers is null or { Count: 0 };
        return new NewTask(new TaskMessage
        {
            Id = id,
            Name = task.Name,
            Body = serializer.Write(argument, PayloadKind.Argument, id, task.Name, headers),
            Priority = PriorityOf(task, enqueue),
            Creation = carried,
            Details = isBare ? TaskDetails.ForTraceMode(modeName) : new TaskDetails
            {
                ParentId = ambient?.TaskId,
                RootId = ambient?.Message.Root,
                Trigger = trigger,
                TraceMode = modeName,
                TraceState = string.IsNullOrEmpty(traceState) ? null : traceState,
                Baggage = baggageHeader,
                Dependencies = dependencies,
                Headers = headers is { Count: > 0 } ? headers : null,
                ContextFields = fields,
            },
        })
        {
            Delay = enqueue.Delay,
            At = enqueue.At,
            ExpiresIn = enqueue.ExpiresIn,
            DeduplicationKey = enqueue.DeduplicationKey,
        };
    }

    private static string? ModeName(TraceMode mode, bool crowded) =>
        TraceModeName.For(crowded && mode is TraceMode.Auto ? TraceMode.Link : mode);

    private static string? Take(Dictionary<string, string>? headers, string name) =>
        headers is not null && headers.Remove(name, out var value) ? value : null;
}
