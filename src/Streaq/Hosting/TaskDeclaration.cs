using Streaq.Execution;
using Streaq.Tasks;

namespace Streaq.Hosting;

/// <summary>A task that the application maps, until its queue is put together.</summary>
/// <param name="scope">Its own middleware.</param>
/// <param name="attributes">Those of its handler.</param>
internal sealed class TaskDeclaration(MiddlewareScope scope, IReadOnlyList<object> attributes)
{
    public TaskSettings Settings { get; } = new();

    public MiddlewareScope Scope => scope;

    /// <summary>What is around its handler, once all is registered.</summary>
    public TaskLayers Layers => scope.Around(attributes);

    /// <summary>Makes the task of one container.</summary>
    public Func<TaskSerializer, SyncThreads, TaskRegistration> Create { get; set; } = null!;
}
