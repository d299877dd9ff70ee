using Streaq.Client;
using Streaq.Execution;

namespace Streaq.Hosting;

/// <summary>A scope of middleware: the queue, a group or a module in it, or one task. Its middleware wraps the tasks within.</summary>
/// <param name="queue">The queue.</param>
/// <param name="parent">The scope around it; <see langword="null"/> for the queue's own.</param>
internal sealed class MiddlewareScope(QueueDeclaration queue, MiddlewareScope? parent = null)
{
    private readonly List<MiddlewareStep> _steps = [];
    private readonly List<EnqueueStep> _enqueueSteps = [];
    private readonly List<object> _metadata = [];

    public QueueDeclaration Queue => queue;

    /// <summary>The middleware from the outermost scope to this one, in each scope in the order of registration.</summary>
    private IEnumerable<MiddlewareStep> Steps => parent is null ? _steps : parent.Steps.Concat(_steps);

    /// <inheritdoc cref="Steps"/>
    public IEnumerable<EnqueueStep> EnqueueSteps => parent is null ? _enqueueSteps : parent.EnqueueSteps.Concat(_enqueueSteps);

    private IEnumerable<object> Metadata => parent is null ? _metadata : parent.Metadata.Concat(_metadata);

    public MiddlewareScope Within() => new(queue, this);

    /// <summary>Returns the layers around the handler of the task that has this scope.</summary>
    /// <param name="attributes">The attributes of its handler. Metadata of the task's mapping takes precedence over them.</param>
    public TaskLayers Around(IReadOnlyList<object> attributes)
    {
        MiddlewareStep[] steps = [.. Steps];
        return new(
            MiddlewareChain.Of(steps),
            steps.SelectMany(static step => step.Services).Concat(EnqueueSteps.SelectMany(static step => step.Services)),
            new([.. parent?.Metadata ?? [], .. attributes, .. _metadata]));
    }

    public void Add(MiddlewareStep step)
    {
        queue.ThrowIfInUse();
        _steps.Add(step);
    }

    public void Add(EnqueueStep step)
    {
        queue.ThrowIfInUse();
        _enqueueSteps.Add(step);
    }

    public void AddMetadata(object[] metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        queue.ThrowIfInUse();
        foreach (var item in metadata)
        {
            ArgumentNullException.ThrowIfNull(item, nameof(metadata));
            _metadata.Add(item);
        }
    }
}
