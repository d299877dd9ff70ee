using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Streaq.Execution;

/// <summary>Creates instances of a middleware class: from the service provider, or by its constructor with given arguments.</summary>
internal sealed class MiddlewareClass<[DynamicallyAccessedMembers(MiddlewareClass.Needed)] TMiddleware>
    where TMiddleware : class
{
    private MiddlewareClass(Func<IServiceProvider, TMiddleware>? create, IEnumerable<RequiredService> services) =>
        (Create, Services) = (create, services);

    /// <summary>Creates an instance; <see langword="null"/> when the service provider does.</summary>
    public Func<IServiceProvider, TMiddleware>? Create { get; }

    /// <summary>The services that its constructor requires besides the arguments.</summary>
    public IEnumerable<RequiredService> Services { get; }

    /// <summary>Registers the class as scoped unless it is registered already. With arguments, it prepares a factory instead.</summary>
    /// <exception cref="ArgumentException">No constructor takes the arguments.</exception>
    public static MiddlewareClass<TMiddleware> Of(IServiceCollection services, object[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments.Length == 0)
        {
            services.TryAddScoped<TMiddleware>();
            return new(create: null, HandlerServices.RequiredBy(typeof(TMiddleware), services));
        }

        return OwnInstances(services, arguments);
    }

    /// <summary>
    /// Does the same for code that runs outside of any scope. Without arguments, an instance is created for each call unless the class is
    /// registered.
    /// </summary>
    public static MiddlewareClass<TMiddleware> OutsideOfScopes(IServiceCollection services, object[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var isRegistered = services.Any(static service => service.ServiceType == typeof(TMiddleware) && !service.IsKeyedService);
        return arguments.Length == 0 && isRegistered
            ? new(create: null, HandlerServices.RequiredBy(typeof(TMiddleware), services))
            : OwnInstances(services, arguments);
    }

    private static MiddlewareClass<TMiddleware> OwnInstances(IServiceCollection services, object[] arguments)
    {
        if (Array.IndexOf(arguments, null) >= 0)
        {
            throw new ArgumentException(
                $"An argument for the constructor of {typeof(TMiddleware)} is null, so its type is not known.", nameof(arguments));
        }

        Type[] types = [.. arguments.Select(static argument => argument.GetType())];
        ObjectFactory<TMiddleware> factory;
        try
        {
            factory = ActivatorUtilities.CreateFactory<TMiddleware>(types);
        }
        catch (InvalidOperationException e)
        {
            throw new ArgumentException(
                $"{typeof(TMiddleware)} has no public constructor that takes {string.Join(", ", types.AsEnumerable())} beside services.",
                nameof(arguments),
                e);
        }

        return new(provider => factory(provider, arguments), HandlerServices.RequiredBy(typeof(TMiddleware), services, types));
    }
}

/// <summary>Disposes an instance that the service provider does not own.</summary>
internal static class MiddlewareClass
{
    /// <summary>The members of a middleware's class that are needed.</summary>
    public const DynamicallyAccessedMemberTypes Needed = DynamicallyAccessedMemberTypes.PublicConstructors;

    public static ValueTask DisposeAsync(object middleware)
    {
        switch (middleware)
        {
            case IAsyncDisposable asynchronous:
                return asynchronous.DisposeAsync();
            case IDisposable synchronous:
                synchronous.Dispose();
                return ValueTask.CompletedTask;
            default:
                return ValueTask.CompletedTask;
        }
    }
}
