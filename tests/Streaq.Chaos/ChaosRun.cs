using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Streaq.Chaos.Account;
using Streaq.Chaos.Faults;
using Streaq.Chaos.Fleet;
using Streaq.Chaos.Producers;
using Streaq.Chaos.Proxy;
using Streaq.Chaos.Tasks;
using Streaq.Chaos.Telemetry;
using Streaq.Chaos.Worker;

namespace Streaq.Chaos;

/// <summary>One run: start everything, break things while tasks arrive, repair them, wait for the last task, settle the account.</summary>
internal sealed class ChaosRun(ChaosOptions options, TextWriter progress)
{
    private const int ProducerCount = 4;

    /// <summary>The number of replayers.</summary>
    private const int ReplayerCount = 6;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly Evidence _evidence = new();

    public async Task<Balance> RunAsync()
    {
        var directory = Directory.CreateTempSubdirectory("streaq-chaos-").FullName;
        progress.WriteLine($"Seed {options.Seed}, {options.Duration.TotalSeconds:N0} s, {options.Workers} workers, leases of {options.Lease.TotalSeconds:0.#} s; logs in {directory}");
        StallWatch.Start(options.Lease / 4, _evidence.NoteStall);
        await using var redis = await RedisServer.StartOwnAsync("--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction");
        RedisWatch.Start(redis.Port, options.Lease / 4, _evidence.NoteStall);
        var places = new List<WorkerPlace>();
        try
        {
            for (var i = 1; i <= options.Workers; i++)
            {
                places.Add(new WorkerPlace(i, new ChaosProxy(redis.Port), directory, options.Lease, options.Seed));
            }

            await Task.WhenAll(places.Select(place => place.StartAsync()));
            await BreakWhileProducingAsync(redis, places);
            await using var services = Services(redis.ConnectionString);
            var client = services.GetRequiredService<IStreaqClient>();
            await DrainAsync(client, redis, places);
            await EndWorkersAsync(places);
            return await SettleAsync(client, redis, places, directory);
        }
        finally
        {
            foreach (var place in places)
            {
                await place.DisposeAsync();
            }
        }
    }

    private static ServiceProvider Services(string redis)
    {
        var services = new ServiceCollection();
        services.AddStreaq(streaq => (streaq.Redis, streaq.Queue) = (redis, ChaosOptions.Queue));
        return services.BuildServiceProvider();
    }

    private async Task BreakWhileProducingAsync(RedisServer redis, List<WorkerPlace> places)
    {
        using var throwing = new ThrowingListeners(new Whim(options.Seed, Whim.Usual, _ => _evidence.Ledger.Throw()));
        // All replayers share the last proxy.
        var proxies = Enumerable.Range(0, ProducerCount + 1).Select(_ => new ChaosProxy(redis.Port)).ToList();
        var providers = proxies.ConvertAll(proxy => Services(proxy.ConnectionString));
        using var stopping = new CancellationTokenSource();
        var ending = StopInTimeAsync(stopping);
        var producing = Produce(providers.ConvertAll(provider => provider.GetRequiredService<IStreaqClient>()), stopping.Token);
        var faults = _evidence.Faults;
        using var redisFaults = new RedisFaults(redis, faults);
        var workerFaults = new WorkerFaults(places, redisFaults, options.Lease, faults, _evidence.Stubborn, _evidence.Outside);
        var networkFaults = new NetworkFaults(places, proxies, faults);
        var breaking = FaultPlan.Make(options.Seed, options.Duration, options.Lease, options.Workers).Select(async fault =>
        {
            await Task.Delay(fault.At);
            await (fault.Kind.IsOfAWorker() ? workerFaults.RunAsync(fault)
                : fault.Kind.IsOfANetwork() ? networkFaults.RunAsync(fault)
                : redisFaults.RunAsync(fault));
        });
        await Task.WhenAll([.. breaking, .. producing, ending]);
        foreach (var provider in providers)
        {
            await provider.DisposeAsync();
        }

        proxies.ForEach(proxy => proxy.Dispose());
    }

    /// <summary>Stops the producers after the duration, and not before the least number of tasks is enqueued.</summary>
    private async Task StopInTimeAsync(CancellationTokenSource stopping)
    {
        var began = Stopwatch.GetTimestamp();
        await Task.Delay(options.Duration);
        while (!_evidence.HasEnough(options.Tasks) && Stopwatch.GetElapsedTime(began) < options.LongestDuration)
        {
            await Task.Delay(Look);
        }

        await stopping.CancelAsync();
    }

    private List<Task> Produce(List<IStreaqClient> clients, CancellationToken stopping)
    {
        var all = new List<Task>();
        for (var i = 0; i < ProducerCount; i++)
        {
            var random = new Random(options.Seed * 100 + i);
            var producer = new Producer(i, clients[i], _evidence.Ledger, random, (double)options.Rate / ProducerCount);
            all.Add(ProducedAsync(producer.RunAsync(stopping), () => producer.Doing));
        }

        for (var i = 0; i < ReplayerCount; i++)
        {
            var random = new Random(options.Seed * 100 + ProducerCount + i);
            var replayer = new Replayer(i, clients[^1], _evidence.Replays, _evidence.Ledger, random);
            all.Add(ProducedAsync(replayer.RunAsync(stopping), () => replayer.Doing));
        }

        return all;
    }

    /// <summary>Waits for the producer's last acknowledgement, with a limit.</summary>
    private async Task ProducedAsync(Task running, Func<string> doing)
    {
        try
        {
            await running.WaitAsync(options.LongestDuration + options.Patience);
        }
        catch (TimeoutException)
        {
            _evidence.NoteUnanswered(doing());
        }
    }

    /// <summary>Waits until no task is left, with a limit. The account then names those that are.</summary>
    private async Task DrainAsync(IStreaqClient client, RedisServer redis, List<WorkerPlace> places)
    {
        var (acknowledged, faults) = (_evidence.Ledger.Acknowledged.Count, _evidence.Faults.All.Count);
        progress.WriteLine($"{acknowledged:N0} enqueues acknowledged, {faults} faults; waiting for the rest to end");
        var until = DateTime.UtcNow + options.Patience;
        using var connection = await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},allowAdmin=true");
        // Two counts: a task may move between two states while they are counted.
        for (var empty = 0; empty < 2 && DateTime.UtcNow < until;)
        {
            await Task.Delay(options.Lease);
            // A worker that joins late declares the schedule again. A task that fires while the last workers leave would find none,
            // so the schedule is removed first.
            var isScheduled = await connection.GetDatabase().SortedSetRemoveAsync(ChaosOptions.Root + "schedules", ChaosTasks.Cron);
            var joined = (await client.WorkersAsync()).Select(worker => worker.Name).ToHashSet(StringComparer.Ordinal);
            var counts = await client.CountsAsync();
            var isEmpty = counts.Ready.Values.Sum() + counts.Scheduled + counts.Waiting + counts.Running == 0;
            empty = isEmpty && !isScheduled && places.TrueForAll(place => joined.Contains(place.Current.Name)) ? empty + 1 : 0;
        }
    }

    private async Task EndWorkersAsync(List<WorkerPlace> places)
    {
        foreach (var process in places.SelectMany(place => place.All).Where(process => process.HasCrashed))
        {
            _evidence.Crashed.Add($"{process.Name}: {await process.ErrorsAsync()}");
        }

        // Gives the last worker time to clean up after those that were killed.
        await Task.Delay(2 * options.Lease);
        foreach (var place in places.Where(place => !place.Current.HasCrashed && !place.Current.IsEnded))
        {
            if (!await place.Current.LeaveAsync(options.Patience))
            {
                _evidence.Stubborn.Add(place.Current.Name);
            }
        }
    }

    private async Task<Balance> SettleAsync(IStreaqClient client, RedisServer redis, List<WorkerPlace> places, string directory)
    {
        var logs = places.SelectMany(place => place.All).ToDictionary(
            process => process.Name, process => EffectLine.Read(Path.Combine(directory, process.Name + ".log")), StringComparer.Ordinal);
        var balance = await new Settlement(_evidence, logs, options.Lease).RunAsync(client, redis.ConnectionString);
        if (balance.IsBalanced)
        {
            Directory.Delete(directory, recursive: true);
        }

        return balance;
    }
}
