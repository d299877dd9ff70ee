using Streaq.Tasks;

namespace Streaq.Telemetry;

/// <summary>
/// What the span of an enqueue tells of the task. The message is made after it, since it carries the context of the span.
/// </summary>
/// <param name="Name">The task's name.</param>
/// <param name="Id">Its id.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Root">The first task of its conversation, often itself.</param>
/// <param name="ParentId">The task inside which it is enqueued; <see langword="null"/> for none.</param>
/// <param name="Dependencies">What it waits for; <see langword="null"/> for nothing.</param>
internal readonly record struct AnnouncedTask(
    string Name, string Id, string Priority, string Root, string? ParentId, TaskDependencies? Dependencies)
{
    /// <summary>A task that has a message already, and waits for nothing any more.</summary>
    public static AnnouncedTask Of(TaskMessage message) =>
        new(message.Name, message.Id, message.Priority, message.Root, message.Details.ParentId, Dependencies: null);
}
