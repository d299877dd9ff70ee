using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Hosting;

/// <summary>Options out of range are refused where they are set.</summary>
public sealed class WorkerOptionsTests
{
    public static TheoryData<string, Action<WorkerOptions>> OutOfRange => new()
    {
        { "Concurrency", worker => worker.Concurrency = 0 },
        { "SyncConcurrency", worker => worker.SyncConcurrency = 0 },
        { "Prefetch", worker => worker.Prefetch = -1 },
        { "LeaseDuration", worker => worker.LeaseDuration = TimeSpan.FromMilliseconds(99) },
        { "LeaseDuration", worker => worker.LeaseDuration = TimeSpan.FromDays(365) },
        { "GracePeriod", worker => worker.GracePeriod = TimeSpan.FromTicks(-1) },
        { "GracePeriod", worker => worker.GracePeriod = TimeSpan.MaxValue },
        { "Priorities", worker => worker.Priorities = [] },
        { "Priorities", worker => worker.Priorities = ["high", "high"] },
        { "Priorities", worker => worker.Priorities = ["very high"] },
        { "Name", worker => worker.Name = "" },
        { "Name", worker => worker.Name = "the worker" },
    };

    public static TheoryData<string, Action<StreaqOptions>> QueueOutOfRange => new()
    {
        { "Queue", queue => queue.Queue = "" },
        { "Queue", queue => queue.Queue = "my{queue}" },
        { "DefaultPriority", queue => queue.DefaultPriority = "very high" },
        { "MaxParentAge", queue => queue.MaxParentAge = TimeSpan.FromTicks(-1) },
        { "MaxCreateSpans", queue => queue.MaxCreateSpans = -1 },
        { "MaxDeadLetters", queue => queue.MaxDeadLetters = -1 },
        { "DeadLetterAge", queue => queue.DeadLetterAge = TimeSpan.Zero },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void WorkerOption_OutOfRange_IsRefusedByName(string name, Action<WorkerOptions> set)
    {
        var streaq = new ServiceCollection().AddStreaq();

        var e = Assert.ThrowsAny<ArgumentException>(() => streaq.AddWorker(set));

        Assert.Equal(name, e.ParamName);
    }

    [Theory]
    [MemberData(nameof(QueueOutOfRange))]
    public void QueueOption_OutOfRange_IsRefusedByName(string name, Action<StreaqOptions> set)
    {
        var e = Assert.ThrowsAny<ArgumentException>(() => new ServiceCollection().AddStreaq(set));

        Assert.Equal(name, e.ParamName);
    }

    [Fact]
    public void TaskSettings_OutOfRange_AreRefused()
    {
        var mapping = new ServiceCollection().AddStreaq().Map(new TaskDefinition<int>("a"), (int _) => { });

        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => mapping.WithTimeout(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => mapping.WithTimeout(TimeSpan.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>("attempts", () => mapping.WithMaxAttempts(0));
        Assert.Throws<ArgumentOutOfRangeException>("ttl", () => mapping.WithResultTtl(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public async Task Options_AtTheirBounds_Work()
    {
        var task = new TaskDefinition<int, int>("a");
        await using var host = await QueueHost.StartAsync(streaq => streaq
            .AddWorker(worker => (worker.Concurrency, worker.Prefetch, worker.LeaseDuration, worker.GracePeriod) = (1, 0, TimeSpan.FromDays(1), TimeSpan.Zero))
            .Map(task, (int x) => x).WithTimeout(TimeSpan.FromDays(30)).WithMaxAttempts(1).WithResultTtl(null));

        Assert.Equal(3, await (await host.Client.EnqueueAsync(task, 3)).ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task AddWorker_CalledTwice_SetsUpOneWorker()
    {
        var task = new TaskDefinition<int, int>("a");
        await using var host = await QueueHost.StartAsync(streaq =>
        {
            streaq.AddWorker(worker => worker.Concurrency = 3);
            streaq.AddWorker(worker => worker.Name = "the-worker").Map(task, (int x) => x);
        });
        await (await host.Client.EnqueueAsync(task, 1)).WaitAsync(QueueHost.Patience);

        var started = Assert.Single(host.Log.Lines, line => line.Event.Name == "streaq.worker.started");

        Assert.Equal($"Worker the-worker serves queue {host.Queue}; tasks: 1, concurrency: 3", started.Message);
    }
}
