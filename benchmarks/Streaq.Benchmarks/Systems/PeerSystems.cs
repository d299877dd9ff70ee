using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Systems;

/// <summary>The .NET systems by their names.</summary>
internal static class PeerSystems
{
    public const string BareLoop = "bare-loop";
    public const string Streaq = "streaq";
    public const string Embedded = "streaq-embedded";
    public const string Hangfire = "hangfire";
    public const string HangfirePostgres = "hangfire-postgres";
    public const string Wolverine = "wolverine";
    public const string WolverineRabbitMq = "wolverine-rabbitmq";
    public const string WolverineRabbitMqBuffered = "wolverine-rabbitmq-buffered";
    public const string WolverinePostgres = "wolverine-postgres";
    public const string MassTransit = "masstransit";
    public const string MassTransitRabbitMq = "masstransit-rabbitmq";

    public static async Task<IPeer> StartAsync(string system, string address, int concurrency) => system switch
    {
        BareLoop => new Opener(async (_, tasks) => await Queues.BareLoop.OpenAsync(address, tasks)),
        Streaq => new Opener(async (name, tasks) => await BenchmarkQueue.OpenAsync(address, tasks, concurrency, name)),
        Embedded => new Opener(async (name, tasks) => await BenchmarkQueue.OpenAsync(redis: null, tasks, concurrency, name)),
        Hangfire => new Opener((name, tasks) => HangfireRedis.OpenAsync(address, name, tasks, concurrency)),
        HangfirePostgres => new Opener((name, tasks) => Systems.HangfirePostgres.OpenAsync(address, name, tasks, concurrency)),
        Wolverine => await WolverineLocal.StartAsync(concurrency),
        WolverineRabbitMq => Systems.WolverineRabbitMq.Acknowledged(new Uri(address), concurrency),
        WolverineRabbitMqBuffered => Systems.WolverineRabbitMq.Buffered(new Uri(address), concurrency),
        WolverinePostgres => Systems.WolverinePostgres.Open(address, concurrency),
        MassTransit => await MassTransitMemory.StartAsync(concurrency),
        MassTransitRabbitMq => await Systems.MassTransitRabbitMq.StartAsync(new Uri(address), concurrency),
        _ => throw new ArgumentOutOfRangeException(nameof(system), system, "Not one of the systems."),
    };

    /// <summary>Has every span of a system created and sampled, and drops it.</summary>
    public static IDisposable Listen(string system) =>
        (system switch
        {
            Streaq or Embedded => Sdk.CreateTracerProviderBuilder().AddStreaqInstrumentation(),
            Wolverine or WolverineRabbitMq or WolverineRabbitMqBuffered or WolverinePostgres =>
                Sdk.CreateTracerProviderBuilder().AddSource("Wolverine"),
            MassTransit or MassTransitRabbitMq => Sdk.CreateTracerProviderBuilder().AddSource("MassTransit"),
            _ => throw new ArgumentOutOfRangeException(nameof(system), system, "It makes no spans."),
        }).AddProcessor(new DroppingProcessor()).Build();

    private sealed class DroppingProcessor : BaseProcessor<Activity>;

    private sealed class Opener(Func<string, int, Task<IQueueUnderTest>> open) : IPeer
    {
        public Task<IQueueUnderTest> OpenAsync(string name, int tasks) => open(name, tasks);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
