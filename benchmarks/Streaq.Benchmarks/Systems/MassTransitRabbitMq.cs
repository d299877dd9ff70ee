using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Systems;

/// <summary>
/// MassTransit on RabbitMQ. By default its queues are durable, its messages persistent, and a call returns when the broker has confirmed. A
/// message is acknowledged when its consumer has ended.
/// </summary>
internal sealed class MassTransitRabbitMq : IPeer
{
    /// <summary>Messages that the broker sends ahead per concurrent message, so that consumers do not wait for the next.</summary>
    private const int Ahead = 8;

    private readonly Starts _starts = new();
    private readonly IHost _host;
    private readonly int _concurrency;

    private MassTransitRabbitMq(Uri broker, int concurrency)
    {
        _concurrency = concurrency;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddLogging().AddSingleton(_starts);
        builder.Services.AddMassTransit(bus =>
        {
            bus.AddConsumer<NoOpConsumer>();
            bus.UsingRabbitMq((_, rabbit) => rabbit.Host(broker));
        });
        _host = builder.Build();
    }

    public static async Task<MassTransitRabbitMq> StartAsync(Uri broker, int concurrency)
    {
        var massTransit = new MassTransitRabbitMq(broker, concurrency);
        await massTransit._host.StartAsync();
        return massTransit;
    }

    public async Task<IQueueUnderTest> OpenAsync(string name, int tasks)
    {
        var sender = await _host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"queue:{name}"));
        HostReceiveEndpointHandle? receiver = null;
        _starts.Expect(tasks, held: false);
        return new ServerQueue(tasks, _starts, () => argument => sender.Send(new NoOpCommand(argument)), StartAsync, StopAsync)
        {
            Many = () => sender.SendBatch(Enumerable.Range(0, tasks).Select(argument => new NoOpCommand(argument))),
        };

        async Task StartAsync()
        {
            receiver = _host.Services.GetRequiredService<IReceiveEndpointConnector>().ConnectReceiveEndpoint(name, (context, endpoint) =>
            {
                endpoint.PrefetchCount = Ahead * _concurrency;
                endpoint.ConcurrentMessageLimit = _concurrency;
                endpoint.ConfigureConsumer<NoOpConsumer>(context);
            });
            await receiver.Ready;
        }

        Task StopAsync() => receiver?.StopAsync() ?? Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
