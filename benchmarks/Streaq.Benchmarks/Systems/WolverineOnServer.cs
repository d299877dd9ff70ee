using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaq.Benchmarks.Queues;
using Wolverine;
using Wolverine.Runtime;
using Wolverine.Transports;

namespace Streaq.Benchmarks.Systems;

/// <summary>Wolverine with one queue on a server. It listens only in its turns, since other processes use the same queue.</summary>
internal sealed class WolverineOnServer : IPeer
{
    /// <summary>The queue's name. It is part of the set-up, so all turns use it.</summary>
    public const string Queue = "noop";

    private readonly Starts _starts = new();
    private readonly IHost _host;
    private readonly Uri _address;
    private bool _isStarted;

    /// <param name="address">Wolverine's address of the queue.</param>
    /// <param name="configure">Sets up the server, a listener to <see cref="Queue"/>, and a rule that publishes to it.</param>
    public WolverineOnServer(string address, Action<WolverineOptions> configure)
    {
        _address = new Uri(address);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(_starts);
        builder.UseWolverine(options =>
        {
            options.UseRuntimeCompilation();
            options.Durability.Mode = DurabilityMode.Solo;
            options.Discovery.DisableConventionalDiscovery().IncludeType(typeof(NoOpMessageHandler));
            configure(options);
        });
        _host = builder.Build();
    }

    private IListeningAgent Listener => _host.Services.GetRequiredService<IWolverineRuntime>().Endpoints.FindListeningAgent(_address)
        ?? throw new InvalidOperationException($"Wolverine has no listener to {_address}.");

    /// <summary>Starts Wolverine with the first queue: a second process must find what the first has created on the server.</summary>
    public async Task<IQueueUnderTest> OpenAsync(string name, int tasks)
    {
        if (!_isStarted)
        {
            _isStarted = true;
            await _host.StartAsync();
            await Listener.StopAndDrainAsync();
        }

        _starts.Expect(tasks, held: false);
        return new ServerQueue(
            tasks, _starts, Caller, () => Listener.StartAsync().AsTask(), () => Listener.StopAndDrainAsync().AsTask());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private Func<int, Task> Caller()
    {
        var bus = _host.Services.CreateScope().ServiceProvider.GetRequiredService<IMessageBus>();
        return argument => bus.PublishAsync(new NoOpMessage(argument)).AsTask();
    }
}
