using Streaq.Execution;
using Streaq.Tasks;

namespace Streaq.Hosting;

/// <summary>A task that the application maps, before its queue is composed.</summary>
/// <param name="scope">Its own middleware.</param>
/// <param name="attributes">The attributes of its handler.</param>
internal sealed class TaskDeclaration(MiddlewareScope scope, IReadOnlyList<object> attributes)
{
    public TaskSettings Settings { get; } = new();

    public MiddlewareScope Scope => scope;

    /// <summary>The layers around its handler. They are complete once everything is registered.</summary>
    public TaskLayers Layers => scope.Around(attributes);

    /// <summary>Creates the registration of the task for one service provider.</summary>
    public Func<TaskSerializer, SyncThreads, TaskRegistration> Create { get; set; } = null!;
}
