using System.Diagnostics;
using Streaq.Client;
using Streaq.Telemetry;

namespace Streaq;

/// <summary>A task about to be enqueued, as the middleware of <c>UseEnqueue</c> sees it.</summary>
public abstract class EnqueueContext
{
    private readonly EnqueueChain _chain;

    private protected EnqueueContext(
        TaskDefinition task, string taskId, EnqueueOptions options, EnqueueChain chain, CancellationToken cancellationToken)
    {
        _chain = chain;
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

    /// <summary>The enqueue options. A middleware may replace them before it calls <c>next</c>; the id stays.</summary>
    public EnqueueOptions Options { get; set; }

    /// <summary>The argument. A middleware may set another of the same type.</summary>
    /// <exception cref="ArgumentException">The value is not of the task's argument type.</exception>
    public abstract object? Arguments { get; set; }

    /// <summary>Headers that travel with the task. A <c>traceparent</c> set here is left as it is.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The current span: <c>enqueue X</c>, or the span of the batch; <see langword="null"/> without a listener.</summary>
#pragma warning disable CA1822 // An instance property, as TaskContext.Activity is.
    public Activity? Activity => Spans.Current;
#pragma warning restore CA1822

    /// <summary>The metadata of the task's mapping; empty when this process has not mapped the task.</summary>
    public TaskMetadata Metadata => _chain.Metadata;

    /// <summary>
    /// The service provider. Inside a task it is that of its attempt's scope, otherwise the root provider of the application. It is never
    /// that of an HTTP request, which <c>IHttpContextAccessor</c> has.
    /// </summary>
    public IServiceProvider Services => _chain.Services;

    /// <summary>
    /// The handle that the caller gets when a middleware does not call <c>next</c>. It is that of another task, which replaces this one and
    /// may be an earlier task or a task in another queue. Default: <see langword="null"/>. A task of a pipeline or of a group can't be
    /// replaced.
    /// </summary>
    /// <exception cref="ArgumentException">The handle is not of the task's result type.</exception>
    public TaskHandle? Handle
    {
        get;
        set => field = value is null || Task.ResultType is not { } result || value.GetType().GenericTypeArguments.Contains(result)
            ? value
            : throw new ArgumentException(
                $"The handle of task '{Task.Name}' must be a TaskHandle of its result's type, not a {value.GetType()}.", nameof(value));
    }

    /// <summary>The token of the enqueue.</summary>
    public CancellationToken CancellationToken { get; }
}

internal sealed class EnqueueContext<TArgument>(
    TaskDefinition task, string taskId, TArgument argument, EnqueueOptions options, EnqueueChain chain, CancellationToken cancellationToken)
    : EnqueueContext(task, taskId, options, chain, cancellationToken)
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
