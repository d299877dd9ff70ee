using System.Collections.Concurrent;
using FsCheck.Xunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaq.Tests.Telemetry;

namespace Streaq.Tests.Hostile;

/// <summary>Whatever tasks, listeners and loggers throw, each task ends as it should and the account balances.</summary>
[Collection(RedisCollection.Name)]
[Trait("Category", "Slow")]
public sealed class OddWorkloadTests(RedisFixture redis)
{
    private static readonly TaskDefinition<OddTask> Work = new("odd.work");

    [Property(MaxTest = 60, Arbitrary = [typeof(OddWorkloads)])]
    public Task Account_OfAnOddWorkload_BalancesInTheProcess(OddWorkload workload) => RunAsync(workload, server: null);

    [Property(MaxTest = 25, Arbitrary = [typeof(OddWorkloads)])]
    public Task Account_OfAnOddWorkload_BalancesOnRedis(OddWorkload workload) => RunAsync(workload, redis.Server.ConnectionString);

    private static async Task RunAsync(OddWorkload workload, string? server)
    {
        var queue = $"odd-{Guid.NewGuid():N}";
        var seen = new ConcurrentDictionary<string, bool>();
        using var listener = new ThrowingListener(queue, workload.Operation, workload.Call);
        using var logs = new ThrowingLogs(workload.Logger);
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker(worker => worker.Concurrency = 2)
                .Map(Work, (OddTask task, TaskContext context, CancellationToken token) => Run(task, context, seen, token)).WithMaxAttempts(2),
            server,
            options => (options.TraceAck, options.TraceReceive) = (true, true),
            services => services.AddSingleton<ILoggerProvider>(logs).AddScoped<BrokenService>(),
            queue);

        var handles = await host.Client.EnqueueManyAsync(Work, workload.Tasks);
        for (var i = 0; i < handles.Count; i++)
        {
            var ended = handles[i].WaitAsync().WaitAsync(QueueHost.Patience);
            if (OddWorkload.Fails(workload.Tasks[i]))
            {
                await Assert.ThrowsAsync<TaskFailedException>(() => ended);
            }
            else
            {
                await ended;
            }
        }

        var counts = await host.Client.CountsAsync();
        Assert.Equal((0, 0, 0), (counts.Ready.Values.Sum(), counts.Scheduled, counts.Waiting));
        Assert.Equal(workload.Tasks.Count(OddWorkload.Fails), counts.DeadLetters);
    }

    private static void Run(OddTask task, TaskContext context, ConcurrentDictionary<string, bool> seen, CancellationToken token)
    {
        var isFirst = seen.TryAdd(context.TaskId, true);
        switch (task)
        {
            case OddTask.SucceedsAndItsServiceThrows:
                context.Services.GetRequiredService<BrokenService>();
                break;
            case OddTask.SucceedsAndItsCallbackThrows:
                token.Register(() => throw new FormatException("The callback is broken."));
                break;
            case OddTask.Fails:
                throw new InvalidOperationException("It can't be done.");
            case OddTask.FailsUnreadably:
                throw new UnreadableException();
            case OddTask.FailsUnreadablyInside:
                throw new AggregateException(new UnreadableException(), new UnreadableException());
            case OddTask.RetriesOnce when isFirst:
                throw new StreaqRetryException("again", TimeSpan.Zero);
            case OddTask.RetriesOnceUnreadably when isFirst:
                throw new StreaqRetryException("again", TimeSpan.Zero, new UnreadableException());
            case OddTask.RetriesOnceThroughWait when isFirst:
                Task.FromException(new StreaqRetryException("again", TimeSpan.Zero)).Wait(CancellationToken.None);
                break;
            case OddTask.SnoozesOnce when isFirst:
                throw new StreaqSnoozeException(TimeSpan.Zero);
        }
    }

    private sealed class BrokenService : IDisposable
    {
        public void Dispose() => throw new FormatException("It can't be closed.");
    }

    private sealed class UnreadableException : Exception
    {
        public override string Message => throw new InvalidTimeZoneException();
    }
}
