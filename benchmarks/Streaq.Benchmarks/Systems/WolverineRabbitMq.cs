using Wolverine;
using Wolverine.RabbitMQ;
using Wolverine.Transports;

namespace Streaq.Benchmarks.Systems;

/// <summary>
/// Wolverine on RabbitMQ. Its queues are durable by default. Its messages are not persistent: they would be with a database for its inbox
/// and outbox.
/// </summary>
internal static class WolverineRabbitMq
{
    private const string Address = $"rabbitmq://queue/{WolverineOnServer.Queue}";

    /// <summary>Messages that the broker sends ahead for each that may run, as for MassTransit.</summary>
    private const int Ahead = 8;

    /// <summary>Both ends buffered: a call returns before the broker has the message, which is acknowledged before it runs.</summary>
    public static WolverineOnServer Buffered(Uri broker, int concurrency) => new(Address, options =>
    {
        options.UseRabbitMq(broker).AutoProvision();
        options.PublishMessage<NoOpMessage>().ToRabbitQueue(WolverineOnServer.Queue).BufferedInMemory();
        // Its documentation: size the limits so that bursts fit, since the listener tears its channel down beyond them.
        options.ListenToRabbitQueue(WolverineOnServer.Queue)
            .PreFetchCount((ushort)(Ahead * concurrency))
            .MaximumParallelMessages(concurrency)
            .BufferedInMemory(new BufferingLimits(100_000, 50_000));
    });

    /// <summary>
    /// Both ends inline, as is the default, with confirms and the dispatch concurrency that its documentation names for throughput: a call
    /// returns when the broker has confirmed, and a message is acknowledged when its handler has ended.
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
