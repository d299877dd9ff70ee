using System.Diagnostics;
using Streaq.Chaos.Tasks;
using Streaq.Chaos.Worker;

namespace Streaq.Chaos.Producers;

/// <summary>Enqueues tasks of all kinds at a given rate, and repeats unacknowledged enqueues with the same id.</summary>
internal sealed class Producer(int number, IStreaqClient client, Ledger ledger, Random random, double perSecond)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private int _next;
    private int _enqueued;
    private volatile string _at = "nothing";
    private volatile string _lastRefusal = "nothing was refused";

    /// <summary>The current step, for the report when it does not end.</summary>
    public string Doing => $"producer {number} at {_at}: {_lastRefusal}";

    /// <summary>Runs until it is stopped, and then returns when its current enqueue is acknowledged.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var began = Stopwatch.GetTimestamp();
        while (!stopping.IsCancellationRequested)
        {
            await EnqueueOneAsync();
            var ahead = TimeSpan.FromSeconds(_enqueued / perSecond) - Stopwatch.GetElapsedTime(began);
            if (ahead > TimeSpan.Zero)
            {
                await Task.Delay(ahead, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private Task EnqueueOneAsync() => random.Next(100) switch
    {
        < 52 => AddAsync("plain", ChaosTasks.Plain, Work()),
        // Longer than a stopping worker waits for it.
        < 55 => AddAsync("long", ChaosTasks.Plain, new Work(600 + random.Next(900))),
        < 65 => AddAsync("delayed", ChaosTasks.Plain, Work(), new() { Delay = TimeSpan.FromMilliseconds(random.Next(3000)) }),
        < 69 => AddAsync("retrying", ChaosTasks.Retrying, Work() with { Retries = 1 + random.Next(3) }),
        < 72 => AddAsync("retrying oddly", ChaosTasks.Retrying, Odd() with { Retries = 1 + random.Next(3) }),
        < 74 => AddAsync("failing", ChaosTasks.Failing, Work(), expectation: Expectation.Failure),
        < 76 => AddAsync("failing oddly", ChaosTasks.Failing, Odd(), expectation: Expectation.Failure),
        < 82 => AddAsync("unique", ChaosTasks.Unique, Work() with { Key = $"{random.Next(20)}" }, expectation: Expectation.SuccessOrRefusal),
        < 88 => AddAsync("limited", ChaosTasks.Limited, Work() with { Key = $"{random.Next(5)}" }),
        < 95 => AddGraphAsync(),
        < 97 => AddAsync("high", ChaosTasks.Plain, Work(), new() { Priority = "high" }),
        // Expired only on a clock that is an hour ahead.
        < 98 => AddAsync("expiring", ChaosTasks.Plain, Work(), new() { ExpiresIn = TimeSpan.FromMinutes(30) }),
        _ => AddBatchAsync(),
    };

    /// <summary>Most tasks take no time. Some are so long that they run whenever something breaks.</summary>
    private Work Work() => new(random.Next(20) == 0 ? 50 + random.Next(400) : random.Next(4));

    private Work Odd() => Work() with { Odd = random.Next(OddExceptions.Kinds) };

    /// <summary>A first task, two that depend on it, and one that depends on both. The first may fail, and all others with it.</summary>
    private async Task AddGraphAsync()
    {
        var fails = random.Next(8) == 0;
        var end = fails ? Expectation.Failure : Expectation.Success;
        var first = await AddAsync("graph", fails ? ChaosTasks.Failing : ChaosTasks.Plain, Work(), expectation: end);
        var left = await AddAsync("graph", ChaosTasks.Plain, Work(), new() { After = [first] }, end);
        var right = await AddAsync("graph", ChaosTasks.Plain, Work(), new() { After = [first] }, end);
        await AddAsync("graph", ChaosTasks.Plain, Work(), new() { After = [left, right] }, end);
    }

    private async Task AddBatchAsync()
    {
        var work = Enumerable.Range(0, 2 + random.Next(40)).Select(_ => Work()).ToArray();
        _enqueued += work.Length;
        _at = "a batch";
        try
        {
            foreach (var handle in await client.EnqueueManyAsync(ChaosTasks.Plain, work))
            {
                ledger.Acknowledge(handle.Id, "batch", Expectation.Success);
            }
        }
        catch (StreaqStoreException)
        {
            ledger.Unanswer();
            await Task.Delay(Pause);
        }
#pragma warning disable CA1031 // The account reports it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            ledger.Startle("a batch", e);
        }
    }

    private async Task<string> AddAsync(
        string kind, TaskDefinition<Work, int> task, Work work, EnqueueOptions? options = null, Expectation expectation = Expectation.Success)
    {
        var id = $"p{number}-{_next++}";
        _enqueued++;
        _at = id;
        while (true)
        {
            try
            {
                await client.EnqueueAsync(task, work, (options ?? new()) with { Id = id });
                ledger.Acknowledge(id, kind, expectation);
                return id;
            }
            catch (StreaqStoreException e)
            {
                _lastRefusal = $"{id}, {e.Message}";
                ledger.Repeat();
                await Task.Delay(Pause);
            }
#pragma warning disable CA1031 // The account reports it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                ledger.Startle(id, e);
                await Task.Delay(Pause);
            }
        }
    }
}
