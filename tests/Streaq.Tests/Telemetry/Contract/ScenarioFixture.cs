namespace Streaq.Tests.Telemetry.Contract;

/// <summary>Emits all telemetry of a queue once, for all tests that read it.</summary>
public sealed class ScenarioFixture(RedisFixture redis) : IAsyncLifetime
{
    private readonly string _queue = $"registry-{Guid.NewGuid():N}";

    internal TelemetryTap Tap { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Tap = new TelemetryTap(_queue);
        foreach (var (name, server) in new[] { ("process", null), ("redis", redis.Server.ConnectionString) })
        {
            await new HostScenario(Tap, $"{_queue}-{name}", server).RunAsync();
            await new CrashScenario(Tap, $"{_queue}-{name}-crash", server).RunAsync();
            await new CronScenario(Tap, $"{_queue}-{name}-cron", server).RunAsync();
            await new LimitScenario(Tap, $"{_queue}-{name}-limit", server).RunAsync();
            await new StopScenario(Tap, $"{_queue}-{name}-stop", server).RunAsync();
            await new StoryScenario(Tap, $"{_queue}-{name}-story", server is null ? null : redis.Server).RunAsync();
        }

        await new BlockScenario(Tap, $"{_queue}-block", redis: null).RunAsync();
        await new ListenerScenario(Tap, $"{_queue}-listener", redis: null).RunAsync();
        await new UserCodeScenario(Tap, $"{_queue}-user", redis: null).RunAsync();
        await new FaultScenario(Tap, $"{_queue}-fault", redis.Server.ConnectionString).RunAsync();
    }

    public Task DisposeAsync()
    {
        Tap.Dispose();
        return Task.CompletedTask;
    }
}
