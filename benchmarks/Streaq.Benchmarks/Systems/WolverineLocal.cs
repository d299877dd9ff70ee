using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaq.Benchmarks.Queues;
using Wolverine;

namespace Streaq.Benchmarks.Systems;

/// <summary>The message that Wolverine runs.</summary>
/// <param name="Argument">The argument.</param>
public sealed record NoOpMessage(int Argument);

/// <summary>Wolverine finds this class by its name.</summary>
public static class NoOpMessageHandler
{
    public static Task Handle(NoOpMessage message, Starts starts) => starts.PassAsync();
}

/// <summary>Wolverine's buffered local queue: no leases, records or results.</summary>
internal sealed class WolverineLocal : IPeer
{
    private readonly Starts _starts = new();
    private readonly IHost _host;

    private WolverineLocal(int concurrency)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(_starts);
        builder.UseWolverine(options =>
        {
            options.UseRuntimeCompilation();
            options.Durability.Mode = DurabilityMode.Solo;
            options.Discovery.DisableConventionalDiscovery().IncludeType(typeof(NoOpMessageHandler));
            options.PublishMessage<NoOpMessage>().ToLocalQueue("noop").MaximumParallelMessages(concurrency);
        });
        _host = builder.Build();
    }

    public static async Task<WolverineLocal> StartAsync(int concurrency)
    {
        var wolverine = new WolverineLocal(concurrency);
        await wolverine._host.StartAsync();
        return wolverine;
    }

    public Task<IQueueUnderTest> OpenAsync(string name, int tasks) => Task.FromResult<IQueueUnderTest>(new InProcessQueue(tasks, _starts, Caller));

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
