using Streaq.Tasks;

namespace Streaq.Telemetry;

/// <summary>
/// The task that the span of an enqueue describes. The message is created after the span, because it carries the context of the span.
/// </summary>
/// <param name="Name">The task's name.</param>
/// <param name="Id">Its id.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Root">The first task of its conversation, often itself.</param>
/// <param name="ParentId">The task inside which it is enqueued; <see langword="null"/> for none.</param>
/// <param name="Dependencies">The tasks that it waits for; <see langword="null"/> for none.</param>
internal readonly record struct AnnouncedTask(
    string Name, string Id, string Priority, string Root, string? ParentId, TaskDependencies? Dependencies)
{
    /// <summary>Returns the description of a task that has a message already, and no longer waits for other tasks.</summary>
    public static AnnouncedTask Of(TaskMessage message) =>
        new(message.Name, message.Id, message.Priority, message.Root, message.Details.ParentId, Dependencies: null);
}
