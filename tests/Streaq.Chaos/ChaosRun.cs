using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Streaq.Chaos.Account;
using Streaq.Chaos.Faults;
using Streaq.Chaos.Fleet;
using Streaq.Chaos.Producers;
using Streaq.Chaos.Proxy;
using Streaq.Chaos.Tasks;
using Streaq.Chaos.Worker;

namespace Streaq.Chaos;

/// <summary>One run: start everything, break things while tasks come, mend everything, wait for the last task, settle the account.</summary>
internal sealed class ChaosRun(ChaosOptions options, TextWriter progress)
{
    private const int ProducerCount = 4;

    private readonly FaultLog _faults = new();
    private readonly Ledger _ledger = new();
    private readonly List<(long From, long To)> _stalls = [];
    private readonly List<string> _stubborn = [];
    private readonly List<string> _outside = [];
    private readonly List<string> _unanswered = [];

    public async Task<Balance> RunAsync()
    {
        var directory = Directory.CreateTempSubdirectory("streaq-chaos-").FullName;
        progress.WriteLine($"Seed {options.Seed}, {options.Duration.TotalSeconds:N0} s, {options.Workers} workers, leases of {options.Lease.TotalSeconds:0.#} s; logs in {directory}");
        StallWatch.Start(options.Lease / 4, NoteStall);
        await using var redis = await RedisServer.StartOwnAsync("--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction");
        RedisWatch.Start(redis.Port, options.Lease / 4, NoteStall);
        var places = new List<WorkerPlace>();
        try
        {
            for (var i = 1; i <= options.Workers; i++)
            {
                places.Add(new WorkerPlace(i, new ChaosProxy(redis.Port), directory, options.Lease));
            }

            await Task.WhenAll(places.Select(place => place.StartAsync()));
            await BreakWhileProducingAsync(redis, places);
            await using var services = Services(redis.ConnectionString);
            var client = services.GetRequiredService<IStreaqClient>();
            await DrainAsync(client, redis, places);
            var crashed = await EndWorkersAsync(places);
            return await SettleAsync(client, redis, places, directory, crashed);
        }
        finally
        {
            foreach (var place in places)
            {
                await place.DisposeAsync();
            }
        }
    }

    private void NoteStall(DateTimeOffset from, DateTimeOffset to)
    {
        lock (_stalls)
        {
            _stalls.Add((from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds()));
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
        var proxies = Enumerable.Range(0, ProducerCount).Select(_ => new ChaosProxy(redis.Port)).ToList();
        var providers = proxies.ConvertAll(proxy => Services(proxy.ConnectionString));
        using var stopping = new CancellationTokenSource(options.Duration);
        var producers = providers.Select((provider, i) => new Producer(
            i, provider.GetRequiredService<IStreaqClient>(), _ledger, new Random(options.Seed * 100 + i), (double)options.Rate / ProducerCount));
        var producing = producers.Select(producer => (Running: producer.RunAsync(stopping.Token), Producer: producer)).ToList();
        using var redisFaults = new RedisFaults(redis, _faults);
        var workerFaults = new WorkerFaults(places, redisFaults, options.Lease, _faults, _stubborn, _outside);
        var networkFaults = new NetworkFaults(places, proxies, _faults);
        var breaking = FaultPlan.Make(options.Seed, options.Duration, options.Lease, options.Workers).Select(async fault =>
        {
            await Task.Delay(fault.At);
            await (fault.Kind.IsOfAWorker() ? workerFaults.RunAsync(fault)
                : fault.Kind.IsOfANetwork() ? networkFaults.RunAsync(fault)
                : redisFaults.RunAsync(fault));
        });
        await Task.WhenAll([.. breaking, .. producing.ConvertAll(pair => ProducedAsync(pair.Running, pair.Producer))]);
        foreach (var provider in providers)
        {
            await provider.DisposeAsync();
        }

        proxies.ForEach(proxy => proxy.Dispose());
    }

    /// <summary>Waits for the producer's last acknowledgement, or for as long as that may take.</summary>
    private async Task ProducedAsync(Task running, Producer producer)
    {
        try
        {
            await running.WaitAsync(options.Duration + options.Patience);
        }
        catch (TimeoutException)
        {
            lock (_unanswered)
            {
                _unanswered.Add(producer.Doing);
            }
        }
    }

    /// <summary>Waits until no task is left, or for as long as that may take; the account then tells which.</summary>
    private async Task DrainAsync(IStreaqClient client, RedisServer redis, List<WorkerPlace> places)
    {
        progress.WriteLine($"{_ledger.Acknowledged.Count:N0} enqueues acknowledged, {_faults.All.Count} faults; waiting for the rest to end");
        var until = DateTime.UtcNow + options.Patience;
        using var connection = await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},allowAdmin=true");
        // Twice: a task may hop between two states while they are counted.
        for (var empty = 0; empty < 2 && DateTime.UtcNow < until;)
        {
            await Task.Delay(options.Lease);
            // No client may end what workers declare, and one that joins late declares it anew; but what fires while the last
            // workers leave may find nobody to run it.
            var isScheduled = await connection.GetDatabase().SortedSetRemoveAsync(ChaosOptions.Root + "schedules", ChaosTasks.Cron);
            var joined = (await client.WorkersAsync()).Select(worker => worker.Name).ToHashSet(StringComparer.Ordinal);
            var counts = await client.CountsAsync();
            var isEmpty = counts.Ready.Values.Sum() + counts.Scheduled + counts.Waiting + counts.Running == 0;
            empty = isEmpty && !isScheduled && places.TrueForAll(place => joined.Contains(place.Current.Name)) ? empty + 1 : 0;
        }
    }

    private async Task<List<string>> EndWorkersAsync(List<WorkerPlace> places)
    {
        var crashed = new List<string>();
        foreach (var process in places.SelectMany(place => place.All).Where(process => process.HasCrashed))
        {
            crashed.Add($"{process.Name}: {await process.ErrorsAsync()}");
        }

        // The last one has the time to clear up after those that were killed.
        await Task.Delay(2 * options.Lease);
        foreach (var place in places.Where(place => !place.Current.HasCrashed && !place.Current.IsEnded))
        {
            if (!await place.Current.LeaveAsync(options.Patience))
            {
                _stubborn.Add(place.Current.Name);
            }
        }

        return crashed;
    }

    private async Task<Balance> SettleAsync(IStreaqClient client, RedisServer redis, List<WorkerPlace> places, string directory, List<string> crashed)
    {
        var logs = places.SelectMany(place => place.All).ToDictionary(
            process => process.Name, process => EffectLine.Read(Path.Combine(directory, process.Name + ".log")), StringComparer.Ordinal);
        var attempts = new Attempts(logs.Values.SelectMany(lines => lines));
        var faults = _faults.All;
        Sessions sessions;
        lock (_stalls)
        {
            sessions = new Sessions(logs, _stalls, faults, options.Lease);
        }

        var duplicates = new Duplicates(attempts, sessions);
        var outcomes = await Outcomes.AskAsync(client, _ledger, attempts);

        var balance = new Balance();
        balance.Count(faults);
        lock (_stalls)
        {
            balance.Count("stalls of the machine or of Redis's disk", _stalls.Count);
        }

        balance.Count("worker kills and stops", _faults.Count(FaultKind.KillWorker, FaultKind.StopWorker));
        balance.Count("enqueues acknowledged", _ledger.Acknowledged.Count);
        foreach (var kind in _ledger.Acknowledged.Values.GroupBy(entry => entry.Kind, StringComparer.Ordinal).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            balance.Count($"  {kind.Key}", kind.Count());
        }

        balance.Count("enqueues repeated with the same id", _ledger.Repeated);
        balance.Count("batches without an answer", _ledger.Unanswered);
        balance.Count("tasks that succeeded", outcomes.Succeeded);
        balance.Count("tasks that failed, as planned", outcomes.Failed);
        balance.Count("unique tasks refused", outcomes.Refused);
        balance.Count("tasks with attempts", attempts.ByTask.Count);
        balance.Count("attempts executed", attempts.Count);
        balance.Count("  planned retries", duplicates.PlannedRetries);
        foreach (var (reason, count) in duplicates.Explained)
        {
            balance.Count($"  again after {reason}", count);
        }

        balance.MustBeNone("again without a reason", duplicates.Unexplained);
        balance.MustBeNone("lost", outcomes.Lost);
        balance.MustBeNone("ended otherwise than they had to", outcomes.Wrong);
        balance.MustBeNone("attempts after the stored outcome", outcomes.AfterTheEnd);
        balance.MustBeNone("breached leases and locks", [.. Fences.Breaches(attempts, sessions)]);
        balance.MustBeNone("keys left behind", await Leftovers.FindAsync(redis.ConnectionString));
        balance.MustBeNone("producers without an answer", _unanswered);
        balance.MustBeNone("workers that crashed by themselves", crashed);
        balance.MustBeNone("workers that did not stop when asked", _stubborn);
        balance.MustBeNone("workers that did not join a full Redis", _outside);
        if (balance.IsBalanced)
        {
            Directory.Delete(directory, recursive: true);
        }

        return balance;
    }
}
