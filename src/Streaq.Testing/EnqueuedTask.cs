namespace Streaq.Testing;

/// <summary>A task that was enqueued.</summary>
/// <param name="Task">The task's definition.</param>
/// <param name="TaskId">The task's id. When an earlier task stands for it, the handle has that task's id.</param>
/// <param name="Argument">The argument, before it became JSON.</param>
/// <param name="Options">How it was enqueued.</param>
/// <param name="Headers">The headers that it was given, by the caller and by <c>UseEnqueue</c> middleware.</param>
public sealed record EnqueuedTask(
    TaskDefinition Task, string TaskId, object? Argument, EnqueueOptions Options, IReadOnlyDictionary<string, string> Headers);

/// <summary>A task that was enqueued, with a typed argument.</summary>
/// <typeparam name="TArgument">The type of the argument.</typeparam>
/// <param name="Task">The task's definition.</param>
/// <param name="TaskId">The task's id. When an earlier task stands for it, the handle has that task's id.</param>
/// <param name="Argument">The argument, before it became JSON.</param>
/// <param name="Options">How it was enqueued.</param>
/// <param name="Headers">The headers that it was given, by the caller and by <c>UseEnqueue</c> middleware.</param>
public sealed record EnqueuedTask<TArgument>(
    TaskDefinition Task, string TaskId, TArgument Argument, EnqueueOptions Options, IReadOnlyDictionary<string, string> Headers);
