using System.Diagnostics;
using Streaq.Telemetry;

namespace Streaq;

/// <summary>A task about to be enqueued, as the middleware of <c>UseEnqueue</c> sees it.</summary>
public abstract class EnqueueContext
{
    private protected EnqueueContext(TaskDefinition task, string taskId, EnqueueOptions options, CancellationToken cancellationToken)
    {
        Task = task;
        TaskId = taskId;
        Options = options;
        CancellationToken = cancellationToken;
        if (options.Headers is { } given)
        {
            foreach (var (name, value) in given)
            {
                Headers[name] = value;
            }
        }
    }

    /// <summary>The task.</summary>
    public TaskDefinition Task { get; }

    /// <summary>The id that it will have.</summary>
    public string TaskId { get; }

    /// <summary>How it is enqueued. A middleware may set others before it calls <c>next</c>; the id stays.</summary>
    public EnqueueOptions Options { get; set; }

    /// <summary>The argument. A middleware may set another of the same type.</summary>
    /// <exception cref="ArgumentException">The value is not of the task's argument type.</exception>
    public abstract object? Arguments { get; set; }

    /// <summary>Headers that travel with the task. A <c>traceparent</c> set here is left as it is.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The current span: <c>enqueue X</c>, or that of the batch; <see langword="null"/> when nobody listens.</summary>
#pragma warning disable CA1822 // Reads like TaskContext.Activity.
    public Activity? Activity => Spans.Current;
#pragma warning restore CA1822

    /// <summary>The token of the enqueue.</summary>
    public CancellationToken CancellationToken { get; }
}

/// <summary>The rest of an enqueue: the middleware further in, and then the write.</summary>
/// <param name="context">The task about to be enqueued.</param>
/// <returns>A task that completes when it is enqueued.</returns>
public delegate Task EnqueueDelegate(EnqueueContext context);

internal sealed class EnqueueContext<TArgument>(
    TaskDefinition task, string taskId, TArgument argument, EnqueueOptions options, CancellationToken cancellationToken)
    : EnqueueContext(task, taskId, options, cancellationToken)
{
    public TArgument Argument { get; private set; } = argument;

    public override object? Arguments
    {
        get => Argument;
        set => Argument = value switch
        {
            TArgument typed => typed,
            null when default(TArgument) is null => default!,
            _ => throw new ArgumentException(
                $"The argument of task '{Task.Name}' is of type {typeof(TArgument)}, not {value?.GetType().ToString() ?? "null"}.",
                nameof(value)),
        };
    }
}
