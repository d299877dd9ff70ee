using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Storage.Redis;
using Streaq.Tests.Storage.Redis;
using static Streaq.Tests.Telemetry.Contract.StoreBench;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>Faults of Redis: calls that it refuses, an outage as a loop sees it, a lease that is taken away.</summary>
internal sealed class FaultScenario(TelemetryTap tap, string queue, string redis)
{
    private readonly FakeTime _time = new();

    public async Task RunAsync()
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync($"{redis},allowAdmin=true");
        var database = connection.GetDatabase();
        await RefuseAsync(database);
        await GoAwayAsync(database);
        await TakeLeaseAsync();
        await EvictAsync();
        await StayUnlistedAsync();
        await CutOffAsync();
    }

    /// <summary>Redis goes down while a worker waits for tasks.</summary>
    private async Task CutOffAsync()
    {
        var cut = $"{queue}-cut";
        var server = await RedisServer.StartOwnAsync();
        await using var host = await QueueHost.StartAsync(
            static streaq => streaq.AddWorker().Map(Work, (string _) => { }),
            server.ConnectionString,
            static options => options.TraceReceive = true,
            services => services.AddSingleton<ILoggerProvider>(tap),
            cut);
        await (await host.Client.EnqueueAsync(Work, "ok")).WaitAsync(QueueHost.Patience);
        await server.DisposeAsync();
        await tap.Spans.FirstAsync(span => span.DisplayName == $"receive {cut}" && span.Status is ActivityStatusCode.Error);
    }

    /// <summary>Redis evicts keys when its memory is full.</summary>
    private async Task EvictAsync()
    {
        await using var server = await RedisServer.StartOwnAsync("--maxmemory-policy", "allkeys-lru");
        await using var host = await QueueHost.StartAsync(
            static _ => { }, server.ConnectionString, services: services => services.AddSingleton<ILoggerProvider>(tap), queue: $"{queue}-evicting");
        await host.Client.EnqueueAsync(Work, "ok");
    }

    /// <summary>A Redis user has only the keys of the queue.</summary>
    private async Task StayUnlistedAsync()
    {
        var alone = $"{queue}-alone";
        await using var server = await RedisServer.StartOwnAsync(
            "--user", "one", "on", ">secret", $"~streaq:{{{alone}}}:*", "resetchannels", $"&streaq:{{{alone}}}:*", "+@all", "-@admin");
        await using var host = await QueueHost.StartAsync(
            static _ => { }, $"{server.ConnectionString},user=one,password=secret", services: services => services.AddSingleton<ILoggerProvider>(tap), queue: alone);
        await host.Client.EnqueueAsync(Work, "ok");
        await tap.Logs.FirstAsync(log => log.Event.Name == "streaq.queue.unlisted");
    }

    /// <summary>A string is in the place of a stream: Redis refuses the batches, and reads of it for an abort.</summary>
    private async Task RefuseAsync(IDatabase database)
    {
        await database.StringSetAsync($"streaq:{{{queue}}}:ready:broken", "no stream");
        var broken = new EnqueueOptions { Priority = "broken" };
        await using var host = await StartAsync(queue, static _ => { });
        await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.EnqueueManyAsync(Work, ["ok", "ok"], broken));
        await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.EnqueueManyAsync(Work, ["ok", "ok", "ok"], broken));
        await database.StringSetAsync($"streaq:{{{queue}}}:task:broken", "ready:broken 1-0");
        await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.AbortAsync("broken"));
    }

    private async Task GoAwayAsync(IDatabase database)
    {
        var away = $"{queue}-away";
        var scheduled = $"streaq:{{{away}}}:scheduled";
        await database.StringSetAsync(scheduled, "no sorted set");
        await using var store = new StoreAccess(async () => await RedisTaskStore.OpenAsync(RedisText.Access(redis), new StoreOptions(away), _time));
        using var stopping = new CancellationTokenSource();
        var logger = tap.CreateLogger(StreaqTelemetry.SourceName);
        var loop = new MaintenanceLoop(new PromoteDueTasks(), store, new(_time, logger), new(away, logger)).RunAsync(stopping.Token);
        await tap.Logs.FirstAsync(log => log.Event.Name == "streaq.store.unreachable");
        await _time.TimerSetAsync(static wait => wait < TimeSpan.FromMilliseconds(130)).WaitAsync(QueueHost.Patience);
        await database.KeyDeleteAsync(scheduled);
        _time.Advance(TimeSpan.FromMilliseconds(130));
        await tap.Logs.FirstAsync(log => log.Event.Name == "streaq.store.recovered");
        await stopping.CancelAsync();
        await loop;
    }

    private async Task TakeLeaseAsync()
    {
        var lost = $"{queue}-lost";
        await using var host = await StartAsync(
            lost, static streaq => streaq.AddWorker(worker => worker.LeaseDuration = TimeSpan.FromSeconds(42)).Map(Work, (string _) => { }));
        var handle = await host.Client.EnqueueAsync(Work, "ok");
        var process = await tap.Spans.FirstAsync(span => span.Kind is ActivityKind.Consumer && Equals(span.Tag("messaging.message.id"), handle.Id));
        await using (var store = await RedisTaskStore.OpenAsync(RedisText.Access(redis), new StoreOptions(lost), _time))
        {
            var worker = (string)process.Tag("messaging.client.id")!;
            await using var lease = await store.JoinAsync(new WorkerRegistration(worker, ["normal"], TimeSpan.FromSeconds(42)), CancellationToken.None);
            await lease.LeaveAsync(CancellationToken.None);
        }

        var renewal = TimeSpan.FromSeconds(14);
        await _time.TimerSetAsync(wait => wait == renewal).WaitAsync(QueueHost.Patience);
        _time.Advance(renewal);
        await tap.Logs.FirstAsync(log => log.Event.Name == "streaq.lease.lost");
    }

    private Task<QueueHost> StartAsync(string name, Action<StreaqBuilder> set) => QueueHost.StartAsync(
        set,
        redis,
        options => options.MaxCreateSpans = 2,
        services => services.AddSingleton<TimeProvider>(_time).AddSingleton<ILoggerProvider>(tap),
        name);
}
