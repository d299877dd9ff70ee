namespace Streaq.Benchmarks.Systems;

/// <summary>All systems that take turns. Those with the same store are next to each other.</summary>
internal static class Contestants
{
    private const double Slow = 0.2;
    private const double Slower = 0.1;
    private const double Slowest = 0.02;

    public static readonly Contestant[] All =
    [
        new("bare loop", PeerSystems.BareLoop),
        .. InEachWay(new("Streaq", PeerSystems.Streaq)),
        new("Streaq, traced, two processes", PeerSystems.Streaq) { IsApart = true, Traced = true },
        .. Untraced(new("Hangfire", PeerSystems.Hangfire) { HasBulk = false, Share = Slower }),
        .. InEachWay(new("BullMQ", Contestant.BullMqSystem)),
        .. InEachWay(new("MassTransit on RabbitMQ", PeerSystems.MassTransitRabbitMq) { On = Store.RabbitMq }),
        .. InEachWay(new("Wolverine on RabbitMQ", PeerSystems.WolverineRabbitMq) { On = Store.RabbitMq, HasBulk = false }),
        .. InEachWay(new("Wolverine on RabbitMQ buffered", PeerSystems.WolverineRabbitMqBuffered) { On = Store.RabbitMq, HasBulk = false }),
        .. InEachWay(new("Wolverine on PostgreSQL", PeerSystems.WolverinePostgres) { On = Store.Postgres, HasBulk = false, Share = Slow }),
        .. Untraced(new("Hangfire on PostgreSQL", PeerSystems.HangfirePostgres) { On = Store.Postgres, HasBulk = false, Share = Slowest }),
        .. WithTraces(new("embedded", PeerSystems.Embedded) { On = Store.Memory }),
        .. WithTraces(new("Wolverine", PeerSystems.Wolverine) { On = Store.Memory, HasBulk = false }),
        .. WithTraces(new("MassTransit", PeerSystems.MassTransit) { On = Store.Memory, HasBulk = false }),
    ];

    private static Contestant[] InEachWay(Contestant one) => [.. WithTraces(one), Apart(one)];

    private static Contestant[] WithTraces(Contestant one) => [one, one with { Name = $"{one.Name}, traced", Traced = true }];

    /// <summary>A system that creates no spans.</summary>
    private static Contestant[] Untraced(Contestant one) => [one, Apart(one)];

    private static Contestant Apart(Contestant one) => one with { Name = $"{one.Name}, two processes", IsApart = true };
}
