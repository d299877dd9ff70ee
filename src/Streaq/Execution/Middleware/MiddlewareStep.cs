using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Execution;

/// <summary>One middleware as it was registered.</summary>
/// <param name="name">Its name in messages.</param>
internal abstract class MiddlewareStep(string name)
{
    public string Name => name;

    /// <summary>The services that it requires, for the check at start-up.</summary>
    public virtual IEnumerable<RequiredService> Services => [];

    /// <summary>The exception for a middleware that is not async and returned null instead of a <see cref="Task"/>.</summary>
    protected InvalidOperationException ReturnedNull => new($"The middleware {Name} returned null instead of a Task.");

    /// <summary>Wraps the inner part of the chain in the middleware.</summary>
    public abstract TaskDelegate Around(TaskDelegate next);
}

/// <summary>A middleware that is a delegate.</summary>
internal sealed class LambdaStep(Func<TaskContext, TaskDelegate, Task> middleware, string name) : MiddlewareStep(name)
{
    public LambdaStep(Func<TaskContext, TaskDelegate, Task> middleware) : this(middleware, DelegateName.Of(middleware))
    {
    }

    public override TaskDelegate Around(TaskDelegate next) => context => middleware(context, next) ?? throw ReturnedNull;
}

/// <summary>A middleware that is a class, one instance for each attempt unless it is registered otherwise.</summary>
internal sealed class ClassStep<[DynamicallyAccessedMembers(MiddlewareClass.Needed)] TMiddleware>(
    MiddlewareClass<TMiddleware> source) : MiddlewareStep(typeof(TMiddleware).ToString())
    where TMiddleware : class, ITaskMiddleware
{
    public override IEnumerable<RequiredService> Services => source.Services;

    public override TaskDelegate Around(TaskDelegate next) => source.Create is not { } create
        ? context => context.Services.GetRequiredService<TMiddleware>().InvokeAsync(context, next) ?? throw ReturnedNull
        : async context =>
        {
            var middleware = create(context.Services);
            try
            {
                await (middleware.InvokeAsync(context, next) ?? throw ReturnedNull).ConfigureAwait(false);
            }
            finally
            {
                await context.DisposeAsync(middleware).ConfigureAwait(false);
            }
        };
}

/// <summary>Middleware that runs only for some attempts.</summary>
/// <param name="condition">Selects these attempts.</param>
/// <param name="inside">The middleware that runs for them.</param>
internal sealed class BranchStep(Func<TaskContext, bool> condition, IReadOnlyList<MiddlewareStep> inside)
    : MiddlewareStep(DelegateName.Of(condition))
{
    public IReadOnlyList<MiddlewareStep> Inside => inside;

    public override IEnumerable<RequiredService> Services => inside.SelectMany(step => step.Services);

    public override TaskDelegate Around(TaskDelegate next) => throw new NotSupportedException("The chain forks here.");

    public TaskDelegate Fork(TaskDelegate branch, TaskDelegate next) => context => condition(context) ? branch(context) : next(context);
}
