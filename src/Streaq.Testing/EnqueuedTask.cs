namespace Streaq.Testing;

/// <summary>A task that was enqueued.</summary>
/// <param name="Task">Which.</param>
/// <param name="TaskId">The id that it was given; its handle has another when an earlier task stands for it.</param>
/// <param name="Argument">The argument, before it became JSON.</param>
/// <param name="Options">How it was enqueued.</param>
/// <param name="Headers">The headers that it was given, by the caller and by <c>UseEnqueue</c> middleware.</param>
public sealed record EnqueuedTask(
    TaskDefinition Task, string TaskId, object? Argument, EnqueueOptions Options, IReadOnlyDictionary<string, string> Headers);

/// <summary>A task that was enqueued, with its argument in its type.</summary>
/// <typeparam name="TArgument">The type of the argument.</typeparam>
/// <param name="Task">Which.</param>
/// <param name="TaskId">The id that it was given; its handle has another when an earlier task stands for it.</param>
/// <param name="Argument">The argument, before it became JSON.</param>
/// <param name="Options">How it was enqueued.</param>
/// <param name="Headers">The headers that it was given, by the caller and by <c>UseEnqueue</c> middleware.</param>
public sealed record EnqueuedTask<TArgument>(
    TaskDefinition Task, string TaskId, TArgument Argument, EnqueueOptions Options, IReadOnlyDictionary<string, string> Headers);
