using System.Diagnostics;
using System.Runtime.CompilerServices;
using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;
using Streaq.TestSupport;

namespace Streaq.Benchmarks.Scaling;

/// <summary>
/// Queues on several primaries of a Redis Cluster: the share of the tasks that each primary has, and the cost of a task there.
/// </summary>
internal sealed class ClusterNodes : IDimension
{
    private const int Primaries = 3;
    private const int Rounds = 3;

    public string Name => "cluster nodes";

    public async IAsyncEnumerable<ScaleRow> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var cluster = await RedisCluster.StartAsync();
        var homes = await FindHomesAsync(cluster);
        var accounts = await Task.WhenAll(homes.Select(home => RedisAccount.OpenAsync(home.Address)));
        var rows = Enumerable.Range(1, Primaries).Select(_ => new List<ScaleRow>()).ToArray();
        // In turns, since primaries, replicas and workers share the processors. The first round loads all scripts and does not
        // count.
        for (var round = 0; round <= Rounds; round++)
        {
            for (var nodes = 1; nodes <= Primaries; nodes++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var row = await MeasureAsync(cluster, homes[..nodes], accounts);
                if (round > 0)
                {
                    rows[nodes - 1].Add(row);
                }
            }
        }

        foreach (var account in accounts)
        {
            await account.DisposeAsync();
        }

        foreach (var measured in rows)
        {
            yield return Median(measured);
        }
    }

    private static ScaleRow Median(List<ScaleRow> rows) => new(
        rows[0].Size, [.. rows[0].Figures.Select((figure, i) => (figure.Name, rows.Median(row => row.Figures[i].Value)))]);

    /// <summary>Finds a queue's name for each primary, and the address of that primary.</summary>
    private static async Task<(string Queue, string Address)[]> FindHomesAsync(RedisCluster cluster)
    {
        var homes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; homes.Count < Primaries; i++)
        {
            var queue = $"bench-{i}";
            homes.TryAdd((await cluster.PrimaryOfAsync($"streaq:{{{queue}}}:workers")).Address, queue);
        }

        return [.. homes.Select(home => (home.Value, home.Key))];
    }

    private static async Task<ScaleRow> MeasureAsync(RedisCluster cluster, (string Queue, string Address)[] homes, RedisAccount[] accounts)
    {
        var queues = homes.Select(home => new BenchmarkQueue(
            cluster.ConnectionString, Sizes.Tasks, worker => worker.Concurrency = Sizes.Concurrency, home.Queue)).ToArray();
        foreach (var queue in queues)
        {
            await queue.ConnectAsync();
        }

        var before = await Task.WhenAll(accounts.Select(account => account.ReadAsync()));
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(queues.Select(queue => queue.EnqueueManyAsync()));
        await Task.WhenAll(queues.Select(queue => queue.DrainAsync()));
        var elapsed = Stopwatch.GetElapsedTime(began);
        var after = await Task.WhenAll(accounts.Select(account => account.ReadAsync()));
        foreach (var queue in queues)
        {
            await queue.DisposeAsync();
        }

        var nodes = after.Zip(before, (end, start) => new NodeUse(end - start)).ToArray();
        var tasks = Sizes.Tasks * queues.Length;
        return new ScaleRow(
            queues.Length,
            [
                ("tasks", tasks),
                ("per_s", tasks / elapsed.TotalSeconds),
                ("busiest_us", nodes.Max(node => node.CpuMicroseconds) / tasks),
                .. nodes.SelectMany((node, i) => node.Figures($"node_{i + 1}", tasks)),
            ]);
    }

    /// <summary>What one primary executed.</summary>
    private readonly record struct NodeUse(RedisUse Use)
    {
        public double CpuMicroseconds => Use.CpuMicroseconds;

        public (string Name, double Value)[] Figures(string node, int tasks)
        {
            double here = Use.Calls.GetValueOrDefault("xadd").Count;
            return
            [
                ($"{node}_share", here / tasks),
                // A node without tasks has only the cost of an idle cluster.
                ($"{node}_us", here > 0 ? CpuMicroseconds / here : double.NaN),
                ($"{node}_calls", here > 0 ? Use.Executed / here : double.NaN),
            ];
        }
    }
}
