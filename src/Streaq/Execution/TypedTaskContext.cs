using Streaq.Execution;

namespace Streaq
{
    /// <summary>One attempt of a task that takes an argument of a certain type.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    public abstract class TaskContext<TArgument> : TaskContext
    {
        private TArgument _argument;

        private protected TaskContext(Attempt attempt, TArgument argument) : base(attempt) => _argument = argument;

        /// <summary>The argument in its own type. See <see cref="TaskContext.Arguments"/>.</summary>
        public TArgument Argument
        {
            get => _argument;
            set
            {
                NoteArgument(_argument);
                _argument = value;
            }
        }

        /// <inheritdoc/>
        public sealed override object? Arguments
        {
            get => _argument;
            set => Argument = As<TArgument>(value, "argument")!;
        }

        private protected sealed override void GiveBack(object? argument) => _argument = (TArgument)argument!;

        private protected T? As<T>(object? value, string what) => value switch
        {
            T typed => typed,
            null when default(T) is null || typeof(T) == typeof(NoResult) => default,
            _ when typeof(T) == typeof(NoResult) => throw new ArgumentException(
                $"Task '{TaskName}' has no result; its definition is a {nameof(TaskDefinition)} of an argument alone.", nameof(value)),
            _ => throw new ArgumentException(
                $"The {what} of task '{TaskName}' is of type {typeof(T)}, not {value?.GetType().ToString() ?? "null"}.", nameof(value)),
        };
    }

    /// <summary>One attempt of a task with an argument and a result of certain types.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    public abstract class TaskContext<TArgument, TResult> : TaskContext<TArgument>
    {
        private TResult? _result;

        private protected TaskContext(Attempt attempt, TArgument argument) : base(attempt, argument)
        {
        }

        /// <summary>The result in its own type; the default of the type until it is set. See <see cref="TaskContext.Result"/>.</summary>
        public new TResult? Result
        {
            get => _result;
            set => (_result, HasResult) = (value, true);
        }

        private protected sealed override object? GetResult() => typeof(TResult) == typeof(NoResult) ? null : _result;

        private protected sealed override void SetResult(object? value) => Result = As<TResult>(value, "result");

        private protected sealed override void ClearResult() => (_result, HasResult) = (default, false);

        private protected sealed override void CopyResult(TaskContext inside) => Result = ((TaskContext<TArgument, TResult>)inside)._result;

        /// <summary>Takes the result that the handler returned.</summary>
        internal void Complete(TResult result)
        {
            if (!HasFasterResult)
            {
                Result = result;
            }
        }
    }
}

namespace Streaq.Execution
{
    /// <summary>Holds argument and result in their own types, so that a task without middleware boxes neither.</summary>
    internal sealed class TypedTaskContext<TArgument, TResult>(Attempt attempt, TArgument argument)
        : TaskContext<TArgument, TResult>(attempt, argument)
    {
        private protected override TaskContext Copy(Attempt attempt) => new TypedTaskContext<TArgument, TResult>(attempt, Argument);
    }

    /// <summary>The result type of tasks that have none.</summary>
    internal readonly struct NoResult;
}
