using Wolverine;
using Wolverine.Postgresql;
using Wolverine.Transports;

namespace Streaq.Benchmarks.Systems;

/// <summary>Wolverine's durable queue in PostgreSQL, with inbox and outbox there as well, which is the default.</summary>
internal static class WolverinePostgres
{
    /// <summary>Messages per batch. The default is 20. Wolverine waits after each batch.</summary>
    private const int Batch = 1_000;

    /// <summary>The wait after a batch, unless a notification ends it. The default is five seconds.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <param name="database">The connection string.</param>
    /// <param name="concurrency">How many messages run at a time.</param>
    public static WolverineOnServer Open(string database, int concurrency) => new($"postgresql://{WolverineOnServer.Queue}", options =>
    {
        options.UsePostgresqlPersistenceAndTransport(database, "wolverine").AutoProvision().EnableQueueNotifications();
        options.PublishMessage<NoOpMessage>().ToPostgresqlQueue(WolverineOnServer.Queue);
        options.ListenToPostgresqlQueue(WolverineOnServer.Queue)
            .MaximumMessagesToReceive(Batch)
            .PollingInterval(Poll)
            .MaximumParallelMessages(concurrency)
            .UseDurableInbox(new BufferingLimits(5 * Batch, Batch));
        options.Policies.UseDurableOutboxOnAllSendingEndpoints();
    });
}
