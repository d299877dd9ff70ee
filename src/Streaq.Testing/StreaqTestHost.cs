using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace Streaq.Testing;

/// <summary>A queue for one test, with the container around it.</summary>
public sealed class StreaqTestHost : StreaqTestQueue, IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private StreaqTestHost(ServiceProvider services) : base(services, name: null) => _services = services;

    /// <summary>The services, for what the test wants to ask them.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Builds a queue.</summary>
    /// <param name="configure">Maps tasks and adds middleware, or adds the application's modules.</param>
    /// <param name="services">
    /// Adds what handlers and middleware ask for: the application's services, or doubles of them. A <see cref="TimeProvider"/> among them
    /// is the queue's clock; without one it is a <see cref="FakeTimeProvider"/>, which begins on 1 January 2000.
    /// </param>
    /// <param name="options">
    /// Sets the queue's options. The queue has a name of its own unless one is set, and is embedded whatever
    /// <see cref="StreaqOptions.Redis"/> says.
    /// </param>
    /// <param name="testing">How the queue goes on.</param>
    /// <returns>The queue; to be disposed.</returns>
    /// <exception cref="InvalidOperationException">
    /// A mapping is unfinished, or a handler asks for a service that is not registered.
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
            // The queue can be disposed asynchronously only, though as long as nothing ran it has nothing to wait for.
            provider.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    /// <summary>Ends the queue, and with it what it holds.</summary>
    /// <returns>A task that completes when all services are disposed.</returns>
    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
