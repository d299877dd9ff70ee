using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace Streaq.Testing;

/// <summary>A queue for one test, with its own service provider.</summary>
public sealed class StreaqTestHost : StreaqTestQueue, IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private StreaqTestHost(ServiceProvider services) : base(services, name: null) => _services = services;

    /// <summary>The service provider of the queue.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Builds a queue.</summary>
    /// <param name="configure">Maps tasks, and adds middleware or the application's modules.</param>
    /// <param name="services">
    /// Adds the services that handlers and middleware require: those of the application, or doubles. A <see cref="TimeProvider"/> among
    /// them is the queue's clock. Without one, the clock is a <see cref="FakeTimeProvider"/> that begins on 1 January 2000.
    /// </param>
    /// <param name="options">
    /// Sets the queue's options. The queue has a unique name unless one is set. It uses the embedded store, even if
    /// <see cref="StreaqOptions.Redis"/> is set.
    /// </param>
    /// <param name="testing">Sets when tasks run, and how long an attempt may take.</param>
    /// <returns>The queue. The caller disposes it.</returns>
    /// <exception cref="InvalidOperationException">
    /// A mapping is unfinished, or a handler requires a service that is not registered.
    /// </exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of an argument or a result.</exception>
    public static StreaqTestHost Create(
        Action<StreaqBuilder> configure,
        Action<IServiceCollection>? services = null,
        Action<StreaqOptions>? options = null,
        Action<StreaqTestingOptions>? testing = null)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var all = new ServiceCollection();
        all.AddLogging();
        services?.Invoke(all);
        all.TryAddSingleton<TimeProvider>(new FakeTimeProvider());
        var queue = $"test-{Guid.NewGuid():N}";
        configure(all.AddStreaq(set =>
        {
            set.Queue = queue;
            options?.Invoke(set);
        }));
        all.UseStreaqTesting(testing);
        var provider = all.BuildServiceProvider(validateScopes: true);
        try
        {
            return new StreaqTestHost(provider);
        }
        catch
        {
            // The queue has no synchronous Dispose. This does not block, since nothing has run yet.
            provider.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    /// <summary>Disposes the queue and its services.</summary>
    /// <returns>A task that completes when all services are disposed.</returns>
    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
