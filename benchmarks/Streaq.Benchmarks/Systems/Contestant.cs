using Streaq.Benchmarks.Measuring;

namespace Streaq.Benchmarks.Systems;

/// <summary>A system that takes its turns.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="System">The name on the command line.</param>
internal sealed record Contestant(string Name, string System)
{
    /// <summary>All, those in the same place beside each other. A turn compares with <see cref="ComparedWith"/> of its round.</summary>
    public static readonly Contestant[] All =
    [
        new("bare loop", PeerSystems.BareLoop),
        new("Streaq", PeerSystems.Streaq),
        new("Streaq, traced", PeerSystems.Streaq) { Traced = true },
        new("Streaq, two processes", PeerSystems.Streaq) { IsApart = true },
        new("Streaq, traced, two processes", PeerSystems.Streaq) { IsApart = true, Traced = true },
        new("Hangfire", PeerSystems.Hangfire) { HasBulk = false, Share = 0.1 },
        new("Hangfire, two processes", PeerSystems.Hangfire) { HasBulk = false, Share = 0.1, IsApart = true },
        new("BullMQ", BullMqSystem),
        new("BullMQ, traced", BullMqSystem) { Traced = true },
        new("BullMQ, two processes", BullMqSystem) { IsApart = true },
        new("embedded", PeerSystems.Embedded) { IsInMemory = true },
        new("embedded, traced", PeerSystems.Embedded) { IsInMemory = true, Traced = true },
        new("Wolverine", PeerSystems.Wolverine) { IsInMemory = true, HasBulk = false },
        new("Wolverine, traced", PeerSystems.Wolverine) { IsInMemory = true, HasBulk = false, Traced = true },
        new("MassTransit", PeerSystems.MassTransit) { IsInMemory = true, HasBulk = false },
        new("MassTransit, traced", PeerSystems.MassTransit) { IsInMemory = true, HasBulk = false, Traced = true },
    ];

    private const string BullMqSystem = "bullmq";

    /// <summary>Whether its spans are made, sampled and dropped.</summary>
    public bool Traced { get; init; }

    /// <summary>Whether its producer and its worker have a process each; then both at once is the only turn that differs.</summary>
    public bool IsApart { get; init; }

    /// <summary>Whether it keeps tasks in the process's memory; else it is on Redis.</summary>
    public bool IsInMemory { get; init; }

    /// <summary>Whether it enqueues many tasks with one call.</summary>
    public bool HasBulk { get; init; } = true;

    /// <summary>The share of the tasks that it gets: a slow one has the same rate with fewer.</summary>
    public double Share { get; init; } = 1;

    /// <summary>The system with which it is compared.</summary>
    public string ComparedWith => IsInMemory ? PeerSystems.Embedded : PeerSystems.Streaq;

    /// <summary>Starts its processes; <see langword="null"/> where something is missing that they need.</summary>
    public async Task<IContestantRun?> StartAsync(string redis, int concurrency)
    {
        if (await StartProcessAsync(redis, concurrency) is not { } process)
        {
            return null;
        }

        return IsApart
            ? new ApartRun(this, await StartProcessAsync(redis, concurrency) ?? throw new InvalidOperationException($"{Name} started once."), process)
            : new ContestantRun(this, process);
    }

    private Task<PeerProcess?> StartProcessAsync(string redis, int concurrency) => System is BullMqSystem
        ? BullMq.StartAsync(redis, concurrency, Traced)
        : Task.FromResult<PeerProcess?>(PeerServer.Start(System, redis, concurrency, Traced));
}

/// <summary>What a turn took.</summary>
/// <param name="Bulk">To enqueue all tasks with one call, where there is one.</param>
/// <param name="Single">To enqueue them one by one, unless both processes share in it.</param>
/// <param name="Drain">To run them, unless both processes share in it.</param>
/// <param name="Together">To do both at once.</param>
internal sealed record PeerTurn(Measurement? Bulk, Measurement? Single, Measurement? Drain, Measurement Together);
