namespace Streaq.Execution;

/// <summary>Argument and result in their own types, so that a task without middleware boxes neither.</summary>
internal sealed class TypedTaskContext<TArgument, TResult>(Attempt attempt, TArgument argument)
    : TaskContext(attempt)
{
    public TArgument Argument { get; private set; } = argument;

    public TResult? TypedResult { get; set; }

    public override object? Arguments
    {
        get => Argument;
        set => Argument = As<TArgument>(value, "argument")!;
    }

    public override object? Result
    {
        get => typeof(TResult) == typeof(NoResult) ? null : TypedResult;
        set => TypedResult = As<TResult>(value, "result");
    }

    private T? As<T>(object? value, string what) => value switch
    {
        T typed => typed,
        null when default(T) is null || typeof(T) == typeof(NoResult) => default,
        _ => throw new ArgumentException(
            $"The {what} of task '{TaskName}' is of type {typeof(T)}, not {value?.GetType().ToString() ?? "null"}.", nameof(value)),
    };
}

/// <summary>The result type of tasks that have none.</summary>
internal readonly struct NoResult;
