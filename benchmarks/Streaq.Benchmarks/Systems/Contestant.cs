using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

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
        new("Hangfire", PeerSystems.Hangfire) { HasBulk = false, Share = 0.1 },
        new("BullMQ", BullMqSystem),
        new("BullMQ, traced", BullMqSystem) { Traced = true },
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

    /// <summary>Whether it keeps tasks in the process's memory; else it is on Redis.</summary>
    public bool IsInMemory { get; init; }

    /// <summary>Whether it enqueues many tasks with one call.</summary>
    public bool HasBulk { get; init; } = true;

    /// <summary>The share of the tasks that it gets: a slow one has the same rate with fewer.</summary>
    public double Share { get; init; } = 1;

    /// <summary>The system with which it is compared.</summary>
    public string ComparedWith => IsInMemory ? PeerSystems.Embedded : PeerSystems.Streaq;

    /// <summary>Starts its process; <see langword="null"/> where something is missing that it needs.</summary>
    public Task<PeerProcess?> StartAsync(string redis, int concurrency) => System is BullMqSystem
        ? BullMq.StartAsync(redis, concurrency, Traced)
        : Task.FromResult<PeerProcess?>(PeerServer.Start(System, redis, concurrency, Traced));

    /// <summary>Takes a turn: a queue to fill and to drain, one to fill one by one, and one for both at once.</summary>
    public async Task<PeerTurn> RunAsync(PeerProcess process, BenchmarkRedis redis, int tasks, int callers)
    {
        tasks = (int)(tasks * Share);
        Measurement? bulk = null;
        Measurement single, drain, together;
        await using (var queue = await OpenAsync(process, redis, tasks))
        {
            single = await OfAsync(() => queue.EnqueueOneByOneAsync(callers));
            drain = await OfAsync(queue.DrainAsync);
        }

        if (HasBulk)
        {
            await using var queue = await OpenAsync(process, redis, tasks);
            bulk = await OfAsync(queue.EnqueueManyAsync);
            // A given Redis is left without tasks.
            await queue.DrainAsync();
        }

        await using (var queue = await OpenAsync(process, redis, tasks))
        {
            together = await OfAsync(() => queue.RunTogetherAsync(callers));
        }

        return new PeerTurn(bulk, single, drain, together);

        async Task<Measurement> OfAsync(Func<Task<TimeSpan>> work) =>
            process.Charge(await Measurement.OfAsync(redis.Account, tasks, work));
    }

    private async Task<IQueueUnderTest> OpenAsync(PeerProcess process, BenchmarkRedis redis, int tasks)
    {
        await redis.ClearAsync();
        return await process.OpenAsync(tasks, HasBulk);
    }
}

/// <summary>What a turn took.</summary>
/// <param name="Bulk">To enqueue all tasks with one call, where there is one.</param>
/// <param name="Single">To enqueue them one by one.</param>
/// <param name="Drain">To run them.</param>
/// <param name="Together">To do both at once.</param>
internal sealed record PeerTurn(Measurement? Bulk, Measurement Single, Measurement Drain, Measurement Together);
