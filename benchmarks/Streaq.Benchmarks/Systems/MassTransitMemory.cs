using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Systems;

/// <summary>The command that MassTransit sends.</summary>
/// <param name="Argument">The argument.</param>
public sealed record NoOpCommand(int Argument);

/// <summary>Runs the command.</summary>
public sealed class NoOpConsumer(Starts starts) : IConsumer<NoOpCommand>
{
    public Task Consume(ConsumeContext<NoOpCommand> context) => starts.PassAsync();
}

/// <summary>MassTransit's transport in memory.</summary>
internal sealed class MassTransitMemory : IPeer
{
    private readonly Starts _starts = new();
    private readonly IHost _host;

    private MassTransitMemory(int concurrency)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddLogging().AddSingleton(_starts);
        builder.Services.AddMassTransit(bus =>
        {
            bus.AddConsumer<NoOpConsumer>();
            bus.UsingInMemory((context, memory) =>
            {
                memory.ConcurrentMessageLimit = concurrency;
                memory.ReceiveEndpoint("noop", endpoint => endpoint.ConfigureConsumer<NoOpConsumer>(context));
            });
        });
        _host = builder.Build();
    }

    public static async Task<MassTransitMemory> StartAsync(int concurrency)
    {
        var massTransit = new MassTransitMemory(concurrency);
        await massTransit._host.StartAsync();
        return massTransit;
    }

    public async Task<IQueueUnderTest> OpenAsync(string name, int tasks)
    {
        var endpoint = await _host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("queue:noop"));
        return new InProcessQueue(tasks, _starts, () => argument => endpoint.Send(new NoOpCommand(argument)));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
