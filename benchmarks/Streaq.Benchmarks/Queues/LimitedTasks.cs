using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using Streaq.TestSupport;

namespace Streaq.Benchmarks.Queues;

/// <summary>Limited tasks that record in Redis, outside of the queue, when they run; and a worker process for them.</summary>
internal static class LimitedTasks
{
    public const string Command = "limited-worker";
    public const int AtATime = 5;
    public const int AtATimePerKey = 2;
    public const int PerPeriod = 200;
    public const int Keys = 10;

    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
    public static readonly TaskDefinition<int> Bounded = new("bench.bounded");
    public static readonly TaskDefinition<int> PerKey = new("bench.per_key");
    public static readonly TaskDefinition<int> Paced = new("bench.paced");

    public static LimitObserver Observer(IConnectionMultiplexer redis, string queue, string what) => new(redis.GetDatabase(), $"{queue}:{what}");

    /// <summary>Runs the worker process. It ends with its standard input, so it never outlives its parent.</summary>
    public static async Task RunAsync(string redis, string queue)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(redis);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var streaq = builder.Services.AddStreaq(options => (options.Redis, options.Queue) = (redis, queue)).AddWorker();
        streaq.Map(Bounded, (int _) => VisitAsync("all")).WithMaxConcurrency(AtATime);
        streaq.Map(PerKey, (int x) => VisitAsync($"{x % Keys}")).WithMaxConcurrency(AtATimePerKey, (int x) => $"{x % Keys}");
        streaq.Map(Paced, (int _) => VisitAsync("paced")).WithRateLimit(PerPeriod, Period);
        using var host = builder.Build();
        Console.WriteLine("ready");
        // Reading the console blocks, and the Redis client may need this thread to deliver its answers.
        if (await Task.Run(Console.In.ReadLine) is not null)
        {
            await host.StartAsync();
            await Task.Run(Console.In.ReadLine);
            await host.StopAsync();
        }

        async Task VisitAsync(string what)
        {
            var observer = Observer(connection, queue, what);
            await observer.EnterAsync();
            await observer.LeaveAsync();
        }
    }
}
