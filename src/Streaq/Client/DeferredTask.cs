namespace Streaq;

/// <summary>A task whose message was made, and is not in the queue yet.</summary>
/// <typeparam name="THandle">The type of its handle.</typeparam>
/// <param name="Handle">
/// Finds the task once it is in the queue. That of another task where <see cref="EnqueueContext.Handle"/> was set.
/// </param>
/// <param name="Message">
/// What to keep; <see langword="null"/> where another task stands for this one, so that nothing is to be sent.
/// </param>
public sealed record DeferredTask<THandle>(THandle Handle, DeferredMessage? Message) where THandle : TaskHandle;

/// <summary>A group whose message was made, and is not in the queue yet.</summary>
/// <typeparam name="TGroup">The type of the group.</typeparam>
/// <param name="Group">The group. Its tasks have ids of their own, and none is in the queue yet.</param>
/// <param name="Message">What to keep: all of the group.</param>
public sealed record DeferredGroup<TGroup>(TGroup Group, DeferredMessage Message) where TGroup : TaskGroup;

/// <summary>A message to put into the queue later: a task, a pipeline, a group, or a change of a schedule.</summary>
/// <param name="TaskId">
/// The id by which others wait for it: that of the task, of a pipeline's last stage or of the group. For a change of a schedule, it is
/// <c>schedule:</c> and the schedule's id, at most 209 characters.
/// </param>
/// <param name="TaskName">The task's name.</param>
/// <param name="After">
/// The ids of the messages that must be sent before it, if they are kept: those of the tasks that it waits for. Its own id among them means
/// earlier messages of that id.
/// </param>
/// <param name="Content">The message as text in UTF-8, for <see cref="IDeferredEnqueue.SendAsync"/>.</param>
public sealed record DeferredMessage(string TaskId, string TaskName, IReadOnlyList<string> After, ReadOnlyMemory<byte> Content);
