using System.Runtime.ExceptionServices;
using System.Text.Json;
using Streaq.Tasks;

namespace Streaq.Execution;

/// <summary>A task that this process can run.</summary>
internal abstract class TaskRegistration(TaskDefinition definition)
{
    public TaskDefinition Definition { get; } = definition;

    public TaskSettings Settings { get; init; } = new();

    /// <summary>The middleware and the metadata of its handler.</summary>
    public TaskLayers Layers { get; init; } = TaskLayers.None;

    /// <summary>The services that the handler requires, with the part that requires each, for the check at start-up.</summary>
    public abstract IEnumerable<RequiredService> Services { get; }

    public abstract TaskSerializer Serializer { get; }

    /// <summary>Checks the types of argument and result, before there is a value of them.</summary>
    /// <exception cref="PayloadLossException">JSON would leave out a part of the task's argument or result.</exception>
    public abstract void CheckPayloads();

    /// <exception cref="JsonException">The message's body is not an argument of this task.</exception>
    public abstract TaskContext CreateContext(Attempt attempt);

    /// <summary>Runs the handler and puts its result into the context.</summary>
    public abstract Task HandleAsync(TaskContext context);

    /// <exception cref="InvalidOperationException">
    /// Because of middleware, the attempt ended without the result that the task has.
    /// </exception>
    public abstract void ThrowWithoutResult(TaskContext context);

    /// <exception cref="JsonException">The result can't be serialized.</exception>
    public abstract ReadOnlyMemory<byte> SerializeResult(TaskContext context);
}

internal sealed class TaskRegistration<TArgument, TResult>(
    TaskDefinition definition,
    BoundHandler<TArgument, TResult> handler,
    TaskSerializer serializer)
    : TaskRegistration(definition)
{
    private readonly TaskInvocation<TArgument, TResult> _invoke = handler.Invoke;

    public override IEnumerable<RequiredService> Services => handler.Services;

    public override TaskSerializer Serializer => serializer;

    public override void CheckPayloads()
    {
        Check<TArgument>(PayloadKind.Argument);
        if (typeof(TResult) != typeof(NoResult))
        {
            Check<TResult>(PayloadKind.Result);
        }
    }

    public override TaskContext CreateContext(Attempt attempt)
    {
        var argument = serializer.ReadArgument<TArgument>(attempt.Message);
        return new TypedTaskContext<TArgument, TResult>(attempt, argument!);
    }

    public override Task HandleAsync(TaskContext context)
    {
        var typed = (TypedTaskContext<TArgument, TResult>)context;
        try
        {
            var result = _invoke(typed.Argument, context);
            if (!result.IsCompletedSuccessfully)
            {
                return AwaitAsync(typed, result);
            }

            typed.Complete(result.Result);
            return Task.CompletedTask;
        }
        catch (Exception e) when (AttemptSignal.IsWrapped(e, out var inner))
        {
            return Task.FromException(inner);
        }
    }

    public override void ThrowWithoutResult(TaskContext context)
    {
        if (typeof(TResult) != typeof(NoResult) && !context.HasResult)
        {
            throw new InvalidOperationException($"Task '{Definition.Name}' has no result: {Layers.Chain.NoResultAt(context.Depth)}.");
        }
    }

    public override ReadOnlyMemory<byte> SerializeResult(TaskContext context) =>
        typeof(TResult) == typeof(NoResult)
            ? ReadOnlyMemory<byte>.Empty
            : serializer.Write(
                ((TypedTaskContext<TArgument, TResult>)context).Result,
                PayloadKind.Result,
                context.TaskId,
                context.TaskName,
                headers: null);

    private static async Task AwaitAsync(TypedTaskContext<TArgument, TResult> context, ValueTask<TResult> result)
    {
        try
        {
            context.Complete(await result.ConfigureAwait(false));
        }
        catch (Exception e) when (AttemptSignal.IsWrapped(e, out var inner))
        {
            // Middleware sees the signal itself, such as a retry, and not the exception that wraps it.
            ExceptionDispatchInfo.Throw(inner);
        }
    }

    private void Check<T>(PayloadKind kind)
    {
        try
        {
            serializer.ThrowIfLossy<T>(kind, Definition.Name);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            // JSON itself throws for such a type when a value is serialized.
        }
    }
}
