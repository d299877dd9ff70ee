using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Execution;

namespace Streaq.Client;

/// <summary>One registered middleware around enqueues.</summary>
internal sealed class EnqueueStep(Func<EnqueueContext, EnqueueDelegate, Task> middleware)
{
    public Func<EnqueueContext, EnqueueDelegate, Task> Invoke => middleware;

    /// <summary>The services that it requires, for the check at start-up.</summary>
    public IEnumerable<RequiredService> Services { get; private init; } = [];

    public static EnqueueStep Of<[DynamicallyAccessedMembers(MiddlewareClass.Needed)] TMiddleware>(
        MiddlewareClass<TMiddleware> source) where TMiddleware : class, ITaskEnqueueMiddleware =>
        new(source.Create is { } create
            ? (context, next) => InvokeOwnAsync(create(context.Services), context, next)
            : static (context, next) => context.Services.GetRequiredService<TMiddleware>().InvokeAsync(context, next))
        {
            Services = source.Services,
        };

    private static async Task InvokeOwnAsync(ITaskEnqueueMiddleware middleware, EnqueueContext context, EnqueueDelegate next)
    {
        try
        {
            await middleware.InvokeAsync(context, next).ConfigureAwait(false);
        }
        finally
        {
            await MiddlewareClass.DisposeAsync(middleware).ConfigureAwait(false);
        }
    }
}
