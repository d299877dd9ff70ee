using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Streaq.Tests.Storage.Redis;
using Xunit.Abstractions;

namespace Streaq.Tests.Hostile;

/// <summary>Arbitrary bytes and shapes in every key of a queue: worker and client go on, and innocent tasks get their outcomes.</summary>
[Collection(HostileCollection.Name)]
[Trait("Category", "Slow")]
public sealed class FuzzTests(RedisFixture redis, ITestOutputHelper output)
{
    private const int WritesPerRound = 10;

    /// <summary>Ten hostile writes cause some log lines each. A loop that spins writes thousands during a round.</summary>
    private const int MostLines = 400;

    private const int MostCommands = 6_000;

    private static readonly TaskDefinition<int, int> Innocent = new("fuzz.innocent");
    private static readonly TaskDefinition<int, int> Double = new("fuzz.double");
    private static readonly TaskDefinition<FuzzOrder, string> Order = new("fuzz.order");
    private static readonly TaskDefinition<int, int> Limited = new("fuzz.limited");

    [Fact]
    public async Task Queue_WithHostileContents_RunsInnocentTasksAndAnswers()
    {
        var (unobserved, failures) = (new List<Exception>(), new List<string>());
        void Note(object? sender, UnobservedTaskExceptionEventArgs args) => unobserved.Add(args.Exception);
        // Exceptions that earlier tests left behind are not from these writes.
        Collect();
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            for (var seed = FuzzSettings.Seed; seed < FuzzSettings.Seed + FuzzSettings.Rounds(usual: 40); seed++)
            {
                try
                {
                    await RoundAsync(seed);
                }
                catch (InvalidOperationException e) when (failures.Count < 20)
                {
                    failures.Add(e.Message);
                }
            }
        }
        finally
        {
            Collect();
            TaskScheduler.UnobservedTaskException -= Note;
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.DoesNotContain(unobserved, IsOfContents);
        Assert.Equal(0, Planted.Made);
    }

    /// <summary>Other exceptions come from background calls, whose connections the rounds close.</summary>
    private static bool IsOfContents(Exception e)
    {
        var root = e;
        while (root.InnerException is { } inner)
        {
            root = inner;
        }

        return e.ToString().Contains("Streaq", StringComparison.Ordinal)
            && root is not (ObjectDisposedException or OperationCanceledException or TimeoutException or RedisException or RedisConnectionException or IOException or SocketException);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private async Task RoundAsync(int seed)
    {
        var values = new HostileValues(seed);
        var queue = $"fuzz-{seed}-{Guid.NewGuid():N}";
        await using var raw = await RawRedis.OpenAsync(redis.Server, queue);
        var writer = new HostileWriter(raw, values, await raw.ClockAsync());
        var stage = "start";
        try
        {
            await using (var host = await StartAsync(queue))
            {
                stage = "first worker";
                var before = await InnocentAsync(host.Client, 1);
                for (var i = 0; i < WritesPerRound; i++)
                {
                    await writer.WriteAsync();
                }

                await CheckAsync(raw, host, before);
                stage = "acts";
                await ClientLooks.ActAsync(host.Client);
                await AssertRunsAsync(await InnocentAsync(host.Client, 3));
            }

            for (var i = 0; i < WritesPerRound; i++)
            {
                await writer.WriteAsync();
            }

            stage = "second worker";
            await using (var host = await StartAsync(queue))
            {
                await CheckAsync(raw, host, await InnocentAsync(host.Client, 2));
            }
        }
        catch (Exception e)
        {
            output.WriteLine($"STREAQ_FUZZ_SEED={seed} STREAQ_FUZZ_ROUNDS=1, {stage}; written:");
            writer.Written.ForEach(output.WriteLine);
            throw new InvalidOperationException($"Seed {seed} (STREAQ_FUZZ_SEED={seed} STREAQ_FUZZ_ROUNDS=1), {stage}: {e.Message}", e);
        }
        finally
        {
            await raw.Database.ScriptEvaluateAsync("for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end", values: [$"streaq:{{{queue}}}:*"]);
        }
    }

    private static async Task CheckAsync(RawRedis raw, QueueHost host, IReadOnlyList<TaskHandle<int>> before)
    {
        var commands = await CommandsAsync(raw);
        var after = await InnocentAsync(host.Client, 2);
        await AssertRunsAsync(before);
        await AssertRunsAsync(after);
        await ClientLooks.AllAsync(host.Client);
        Assert.InRange(host.Log.Lines.Count(line => line.Level >= LogLevel.Information), 0, MostLines);
        Assert.InRange(await CommandsAsync(raw) - commands, 0, MostCommands);
        Assert.DoesNotContain(host.Log.Lines, line => line.Message.Any(c => char.IsControl(c) && c is not '\n'));
        Assert.DoesNotContain(host.Log.Lines, line => line.Level is LogLevel.Critical);
    }

    private static async Task<IReadOnlyList<TaskHandle<int>>> InnocentAsync(IStreaqClient client, int number) =>
        [await client.EnqueueAsync(Innocent, number), await client.EnqueueAsync(Innocent, number, new EnqueueOptions { Priority = "low" }), .. await client.EnqueueManyAsync(Innocent, [number, number])];

    private static async Task AssertRunsAsync(IReadOnlyList<TaskHandle<int>> tasks)
    {
        foreach (var task in tasks)
        {
            await task.ResultAsync(TimeSpan.FromSeconds(10));
        }
    }

    private static async Task<long> CommandsAsync(RawRedis raw)
    {
        var stats = (string)(await raw.Database.ExecuteAsync("INFO", "stats"))!;
        return long.Parse(stats.Split("total_commands_processed:")[1].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private Task<QueueHost> StartAsync(string queue) => QueueHost.StartAsync(
        streaq =>
        {
            streaq.AddWorker(worker => (worker.Concurrency, worker.Prefetch, worker.Name) = (2, 0, "fuzzed"));
            streaq.Map(Innocent, (int x) => x);
            streaq.Map(Double, (int x) => x * 2);
            streaq.Map(Order, (FuzzOrder order) => order.Name ?? "");
            streaq.Map(Limited, (int x) => x).WithMaxConcurrency(1).WithUnique().WithMaxAttempts(2);
        },
        redis.Server.ConnectionString,
        queue: queue);
}
