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

/// <summary>A message to put into the queue later.</summary>
/// <param name="TaskId">The task's id.</param>
/// <param name="TaskName">The task's name.</param>
/// <param name="After">The ids of the tasks that it waits for, which must be sent before it.</param>
/// <param name="Content">The message as text in UTF-8, for <see cref="IDeferredEnqueue.SendAsync"/>.</param>
public sealed record DeferredMessage(string TaskId, string TaskName, IReadOnlyList<string> After, ReadOnlyMemory<byte> Content);
