namespace Streaq;

/// <summary>A task whose message was made, and is not in the queue yet.</summary>
/// <typeparam name="THandle">The type of its handle.</typeparam>
/// <param name="Handle">
/// The handle, which finds the task once it is in the queue. If a middleware set <see cref="EnqueueContext.Handle"/>, this is that handle.
/// </param>
/// <param name="Message">
/// The message to keep; <see langword="null"/> when another task stands for this one and there is nothing to send.
/// </param>
public sealed record DeferredTask<THandle>(THandle Handle, DeferredMessage? Message) where THandle : TaskHandle;

/// <summary>A group whose message was made, and is not in the queue yet.</summary>
/// <typeparam name="TGroup">The type of the group.</typeparam>
/// <param name="Group">The group. Its tasks have ids of their own, and none is in the queue yet.</param>
/// <param name="Message">The message to keep, with all tasks of the group.</param>
public sealed record DeferredGroup<TGroup>(TGroup Group, DeferredMessage Message) where TGroup : TaskGroup;

/// <summary>A message to put into the queue later: a task, a pipeline, a group, or a change of a schedule.</summary>
/// <param name="TaskId">
/// The id by which others wait for it: that of the task, of a pipeline's last stage or of the group. For a change of a schedule, it is
/// <c>schedule:</c> and the schedule's id, at most 209 characters.
/// </param>
/// <param name="TaskName">The task's name.</param>
/// <param name="After">
/// The ids of the messages that must be sent before this one, if they are kept: those of the tasks that this one waits for. If its own id
/// is among them, it waits for earlier messages with that id.
/// </param>
/// <param name="Content">The message as text in UTF-8, for <see cref="IDeferredEnqueue.SendAsync"/>.</param>
public sealed record DeferredMessage(string TaskId, string TaskName, IReadOnlyList<string> After, ReadOnlyMemory<byte> Content);
