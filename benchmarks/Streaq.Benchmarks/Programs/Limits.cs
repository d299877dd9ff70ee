using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Programs;

/// <summary>Limited tasks on two worker processes, enqueued by this one: do the limits hold, and what do they cost?</summary>
internal sealed record Limits(int Tasks, string? Redis, bool Json)
{
    /// <summary>Handlers start after the store admits them, so the observer's window is a little shorter than the limit's.</summary>
    private static readonly TimeSpan Window = LimitedTasks.Period * 0.8;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var redis = await BenchmarkRedis.StartAsync(Redis);
        var queue = BenchmarkRedis.NewQueue();
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Address);
        using var host = Client(redis.Address, queue);
        var client = host.Services.GetRequiredService<IStreaqClient>();
        var pacedTasks = Math.Min(Tasks / 10, 20 * LimitedTasks.PerPeriod);
        await using var one = await WorkerProcess.StartAsync(redis.Address, queue, 0, LimitedTasks.Command);
        await using var two = await WorkerProcess.StartAsync(redis.Address, queue, 0, LimitedTasks.Command);
        one.Go();
        two.Go();

        var bounded = await RunAsync(client, LimitedTasks.Bounded, Tasks, cancellationToken);
        var perKey = await RunAsync(client, LimitedTasks.PerKey, Tasks, cancellationToken);
        var paced = await RunAsync(client, LimitedTasks.Paced, pacedTasks, cancellationToken);

        var observers = Enumerable.Range(0, LimitedTasks.Keys).Select(key => LimitedTasks.Observer(connection, queue, $"{key}")).ToList();
        var most = await LimitedTasks.Observer(connection, queue, "all").MostAtATimeAsync();
        var mostPerKey = (await Task.WhenAll(observers.Select(observer => observer.MostAtATimeAsync()))).Max();
        var mostStarts = await LimitedTasks.Observer(connection, queue, "paced").MostStartsAsync(Window);
        var report = new Report(Json);
        report.Text("Two worker processes and a client; observed maxima, counted in Redis by the handlers themselves");
        report.Table(
            ["", "tasks", "tasks/s", "limit", "observed"],
            [
                ["at a time", $"{Tasks}", Report.Cell(bounded), $"{LimitedTasks.AtATime}", $"{most}"],
                [$"at a time for each of {LimitedTasks.Keys} keys", $"{Tasks}", Report.Cell(perKey), $"{LimitedTasks.AtATimePerKey}", $"{mostPerKey}"],
                [$"starts in {LimitedTasks.Period.TotalMilliseconds} ms", $"{pacedTasks}", Report.Cell(paced), $"{LimitedTasks.PerPeriod}", $"{mostStarts}"],
            ]);
        report.Add("observed_at_a_time", most);
        report.Add("observed_at_a_time_per_key", mostPerKey);
        report.Add("observed_starts", mostStarts);
        report.Add("bounded_per_second", bounded);
        report.Add("per_key_per_second", perKey);
        report.Add("paced_per_second", paced);
        await report.CloseAsync();
        if (most > LimitedTasks.AtATime || mostPerKey > LimitedTasks.AtATimePerKey || mostStarts > LimitedTasks.PerPeriod)
        {
            throw new InvalidOperationException("A limit was exceeded.");
        }
    }

    private static IHost Client(string redis, string queue)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddStreaq(options => (options.Redis, options.Queue) = (redis, queue));
        return builder.Build();
    }

    /// <returns>Tasks per second, from the enqueue to the last end.</returns>
    private static async Task<double> RunAsync(IStreaqClient client, TaskDefinition<int> task, int count, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var handles = await client.EnqueueManyAsync(task, Enumerable.Range(0, count), cancellationToken: cancellationToken);
        await Task.WhenAll(handles.Select(handle => handle.WaitAsync(cancellationToken: cancellationToken)));
        var perSecond = count / Stopwatch.GetElapsedTime(began).TotalSeconds;
        Report.Progress($"{task}: {count} ended, {perSecond:N0}/s");
        return perSecond;
    }
}
