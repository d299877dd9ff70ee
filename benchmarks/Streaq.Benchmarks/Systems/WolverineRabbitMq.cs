using Wolverine;
using Wolverine.RabbitMQ;
using Wolverine.Transports;

namespace Streaq.Benchmarks.Systems;

/// <summary>
/// Wolverine on RabbitMQ. Its queues are durable by default. Its messages are not persistent;
/// with a database for inbox and outbox they would be.
/// </summary>
internal static class WolverineRabbitMq
{
    private const string Address = $"rabbitmq://queue/{WolverineOnServer.Queue}";

    /// <summary>Messages that the broker sends ahead per concurrent message, as for MassTransit.</summary>
    private const int Ahead = 8;

    /// <summary>Both ends buffered: a call returns before the broker has the message, and it is acknowledged before it runs.</summary>
    public static WolverineOnServer Buffered(Uri broker, int concurrency) => new(Address, options =>
    {
        options.UseRabbitMq(broker).AutoProvision();
        options.PublishMessage<NoOpMessage>().ToRabbitQueue(WolverineOnServer.Queue).BufferedInMemory();
        // The documentation says to size the limits so that bursts fit: beyond them the listener closes its channel.
        options.ListenToRabbitQueue(WolverineOnServer.Queue)
            .PreFetchCount((ushort)(Ahead * concurrency))
            .MaximumParallelMessages(concurrency)
            .BufferedInMemory(new BufferingLimits(100_000, 50_000));
    });

    /// <summary>
    /// Both ends inline, which is the default, with confirms and the dispatch concurrency that the documentation names for throughput. A
    /// call returns when the broker has confirmed, and a message is acknowledged when its handler has ended.
    /// </summary>
    public static WolverineOnServer Acknowledged(Uri broker, int concurrency) => new(Address, options =>
    {
        options.UseRabbitMq(broker).AutoProvision().ConfigureChannelCreation(channel =>
            channel.PublisherConfirmationsEnabled = channel.PublisherConfirmationTrackingEnabled = true);
        options.PublishMessage<NoOpMessage>().ToRabbitQueue(WolverineOnServer.Queue).SendInline();
        options.ListenToRabbitQueue(WolverineOnServer.Queue)
            .PreFetchCount((ushort)(Ahead * concurrency))
            .ConsumerDispatchConcurrency((ushort)concurrency)
            .ProcessInline();
    });
}
