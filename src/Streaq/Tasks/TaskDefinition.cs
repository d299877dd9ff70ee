using Streaq.Tasks;

namespace Streaq;

/// <summary>Defines a task for the code that enqueues it: its name on the wire and the types of its argument and result.</summary>
/// <remarks>Declare one static instance per task in an assembly that producers and workers share.</remarks>
public abstract class TaskDefinition
{
    private protected TaskDefinition(string name, Type argumentType, Type? resultType)
    {
        WireName.ThrowIfInvalid(name, nameof(name), "The name of a task");
        Name = name;
        ArgumentType = argumentType;
        ResultType = resultType;
        DefinedTasks.Add(name);
    }

    /// <summary>
    /// The name that travels in messages and appears in span names; 1 to 200 characters, no white space or control characters.
    /// </summary>
    public string Name { get; }

    /// <summary>The type of the task's argument.</summary>
    public Type ArgumentType { get; }

    /// <summary>The type of the result; <see langword="null"/> when the task has none.</summary>
    public Type? ResultType { get; }

    /// <summary>The priority used when an enqueue names none. Default: <see cref="StreaqOptions.DefaultPriority"/>.</summary>
    public string? Priority { get; init; }

    /// <summary>How this task's spans relate to the enqueuing span. Default: <see cref="StreaqOptions.TraceMode"/>.</summary>
    public TraceMode? Trace { get; init; }

    /// <summary>The task's name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}

/// <summary>A task without a result.</summary>
/// <typeparam name="TArgument">The type of its argument; serialized as JSON.</typeparam>
public sealed class TaskDefinition<TArgument> : TaskDefinition
{
    /// <summary>Declares the task.</summary>
    /// <param name="name">See <see cref="TaskDefinition.Name"/>.</param>
    /// <exception cref="ArgumentException">
    /// The name is empty, longer than 200 characters, or has white space or control characters.
    /// </exception>
    public TaskDefinition(string name) : base(name, typeof(TArgument), resultType: null)
    {
    }
}

/// <summary>A task with a result.</summary>
/// <typeparam name="TArgument">The type of its argument; serialized as JSON.</typeparam>
/// <typeparam name="TResult">The type of its result; serialized as JSON.</typeparam>
public sealed class TaskDefinition<TArgument, TResult> : TaskDefinition
{
    /// <summary>Declares the task.</summary>
    /// <param name="name">See <see cref="TaskDefinition.Name"/>.</param>
    /// <exception cref="ArgumentException">
    /// The name is empty, longer than 200 characters, or has white space or control characters.
    /// </exception>
    public TaskDefinition(string name) : base(name, typeof(TArgument), typeof(TResult))
    {
    }
}
