using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Execution;

/// <summary>The middleware of a queue around the handler, composed once; the first registered is the outermost.</summary>
internal static class MiddlewareChain
{
    public static TaskDelegate Build(IReadOnlyList<Func<TaskDelegate, TaskDelegate>> middleware)
    {
        TaskDelegate chain = static context => context.Registration.HandleAsync(context);
        for (var i = middleware.Count - 1; i >= 0; i--)
        {
            chain = middleware[i](chain);
        }

        return chain;
    }

    public static Func<TaskDelegate, TaskDelegate> Wrap(Func<TaskContext, TaskDelegate, Task> middleware) =>
        next => context => middleware(context, next);

    public static Func<TaskDelegate, TaskDelegate> Wrap<TMiddleware>() where TMiddleware : class, ITaskMiddleware =>
        next => context => context.Services.GetRequiredService<TMiddleware>().InvokeAsync(context, next);
}
