using Streaq.Benchmarks.Measuring;

namespace Streaq.Benchmarks.Systems;

/// <summary>A system that takes its turns. A turn is compared with <see cref="ComparedWith"/> in the same round.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="System">Its name on the command line.</param>
internal sealed record Contestant(string Name, string System)
{
    public const string BullMqSystem = "bullmq";

    /// <summary>Whether its spans are created, sampled and dropped.</summary>
    public bool Traced { get; init; }

    /// <summary>Whether producer and worker have a process each. Then only the turn with both at the same time differs.</summary>
    public bool IsApart { get; init; }

    /// <summary>Where it keeps tasks.</summary>
    public Store On { get; init; }

    /// <summary>Whether it enqueues many tasks with one call.</summary>
    public bool HasBulk { get; init; } = true;

    /// <summary>The share of the tasks that it gets. A slow system has the same rate with fewer.</summary>
    public double Share { get; init; } = 1;

    /// <summary>The system with which it is compared.</summary>
    public string ComparedWith => On is Store.Memory ? PeerSystems.Embedded : PeerSystems.Streaq;

    /// <summary>What the report prints where something is missing that the system needs.</summary>
    public string NotInstalled => On switch
    {
        Store.RabbitMq => "not installed: make rabbitmq",
        Store.Postgres => "not installed: make postgres",
        _ => "not installed: node and npm, of Node.js 20 or newer",
    };

    /// <summary>Its name among the figures, as in <c>streaq_two_processes</c>.</summary>
    public string Key => Name.Replace(", ", "_", StringComparison.Ordinal).Replace(' ', '_').ToLowerInvariant();

    /// <summary>Starts its processes; <see langword="null"/> where something is missing that they need.</summary>
    public async Task<IContestantRun?> StartAsync(PeerServers servers, int concurrency)
    {
        if (await servers.AddressAsync(On) is not { } address || await StartProcessAsync(address, concurrency) is not { } process)
        {
            return null;
        }

        return IsApart
            ? new ApartRun(
                this, await StartProcessAsync(address, concurrency) ?? throw new InvalidOperationException($"{Name} started once."), process)
            : new ContestantRun(this, process);
    }

    private Task<PeerProcess?> StartProcessAsync(string address, int concurrency) => System is BullMqSystem
        ? BullMq.StartAsync(address, concurrency, Traced)
        : Task.FromResult<PeerProcess?>(PeerServer.Start(System, address, concurrency, Traced));
}

/// <summary>The measurements of a turn.</summary>
/// <param name="Bulk">Enqueues all tasks with one call, where there is one.</param>
/// <param name="Single">Enqueues them one by one; <see langword="null"/> with two processes.</param>
/// <param name="Drain">Runs them; <see langword="null"/> with two processes.</param>
/// <param name="Together">Does both at the same time.</param>
internal sealed record PeerTurn(Measurement? Bulk, Measurement? Single, Measurement? Drain, Measurement Together);
