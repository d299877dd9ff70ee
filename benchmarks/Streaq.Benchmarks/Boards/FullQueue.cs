using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaq.Benchmarks.Queues;
using Streaq.Hosting;

namespace Streaq.Benchmarks.Boards;

/// <summary>A queue with the given contents, and one item for each kind of page.</summary>
/// <remarks>Filled by the client and a worker. The verbs of the store add what would take a thousand workers or three days.</remarks>
internal sealed class FullQueue
{
    /// <summary>The dead letter whose page is requested. Its trace has as many spans as a trace may have.</summary>
    public const string Letter = "t-1";

    /// <summary>The priority of the ready tasks. It is the last one, and a list reads the others first.</summary>
    private const string Priority = "low";
    private const int Chunk = 10_000;
    private static readonly TaskDefinition<int> Broken = new("bench.broken");
    private static readonly EnqueueOptions Hours = new() { Delay = TimeSpan.FromHours(3) };

    public required string Name { get; init; }

    /// <summary>The id of a worker with a lease.</summary>
    public required string Worker { get; init; }

    /// <summary>The id of a group whose tasks are due later.</summary>
    public required string Group { get; init; }

    /// <summary>The id of the trace that <see cref="Letter"/> is in.</summary>
    public required string Trace { get; init; }

    public static async Task<FullQueue> FillAsync(string redis, BoardSize size)
    {
        var name = BenchmarkRedis.NewQueue();
        await FailAsync(redis, name, size.Dead);
        using var host = Build(redis, name, _ => { });
        var client = host.Services.GetRequiredService<IStreaqClient>();
        await InChunksAsync(size.Scheduled, some => client.EnqueueManyAsync(BenchmarkTasks.NoOp, some, Hours));
        await InChunksAsync(size.Ready + size.Workers, some => client.EnqueueManyAsync(BenchmarkTasks.NoOp, some, new EnqueueOptions { Priority = Priority }));
        var waited = await client.EnqueueAsync(BenchmarkTasks.NoOp, 0, Hours);
        await client.EnqueueManyAsync(BenchmarkTasks.NoOp, Enumerable.Range(0, 10), new EnqueueOptions { After = [waited] });
        var group = await client.GroupAsync(BenchmarkTasks.NoOp, Enumerable.Range(0, 10), new GroupOptions { Each = Hours, Ttl = TimeSpan.FromHours(3) });
        for (var i = 0; i < 20; i++)
        {
            await client.ScheduleAsync($"every-{i}", "0 3 * * *", Broken, i);
        }

        var store = await host.Services.GetRequiredService<QueueComposition>().Store.OpenAsync();
        await FullHistory.AddAsync(store);
        var letter = await client.ReportAsync(Letter);
        await FullHistory.KeepTraceAsync(store, letter.TraceId!, letter.SpanId!);
        return new FullQueue
        {
            Name = name,
            Worker = await IdleWorkers.JoinAsync(store, size.Workers, ["high", "normal", Priority]),
            Group = group.Id,
            Trace = letter.TraceId!,
        };
    }

    private static async Task FailAsync(string redis, string queue, int tasks)
    {
        using var host = Build(redis, queue, streaq => streaq.AddWorker(worker => worker.Concurrency = 32).Map(Broken, Break));
        var client = host.Services.GetRequiredService<IStreaqClient>();
        await host.StartAsync();
        await client.EnqueueManyAsync(Broken, Enumerable.Range(1, tasks));
        while (await client.CountsAsync() is var counts && counts.Running + counts.Ready.Values.Sum() > 0)
        {
            await Task.Delay(10);
        }

        using (DroppedSpans.Listen())
        {
            // The newest one: the bound on dead letters removes the oldest.
            var letter = await client.EnqueueAsync(Broken, 0, new EnqueueOptions { Id = Letter });
            await Task.WhenAny(letter.WaitAsync());
        }

        await host.StopAsync();
    }

    private static void Break(int number)
    {
        Exception error = (number % 4) switch
        {
            0 => new FormatException($"Order {number} has no address."),
            1 => new TimeoutException("The bank has not answered within 10 seconds."),
            2 => new InvalidOperationException($"Order {number} is paid already."),
            _ => new HttpRequestException("503 Service Unavailable"),
        };
        throw error;
    }

    private static IHost Build(string redis, string queue, Action<StreaqBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        configure(builder.Services.AddStreaq(options => (options.Redis, options.Queue) = (redis, queue)));
        return builder.Build();
    }

    private static async Task InChunksAsync(int count, Func<IEnumerable<int>, Task> enqueue)
    {
        foreach (var chunk in Enumerable.Range(0, count).Chunk(Chunk))
        {
            await enqueue(chunk);
        }
    }
}
