using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Streaq.Tests.Hosting;

/// <summary>Options out of range fail the start of the host, and the message has their full names.</summary>
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
        { "TraceMode", queue => queue.TraceMode = (TraceMode)9 },
        { "EnqueueOutageWait", queue => queue.EnqueueOutageWait = TimeSpan.FromDays(2) },
        { "WaitForReplicas", queue => queue.WaitForReplicas = -1 },
        { "ReplicaTimeout", queue => queue.ReplicaTimeout = TimeSpan.FromSeconds(11) },
        { "Redis", queue => queue.Redis = "" },
        { "Redis", queue => queue.Redis = " " },
        { "Redis", queue => queue.Redis = "redis://:secret@localhost:6379" },
        { "Redis", queue => queue.Redis = "localhost,abortConnect=maybe" },
        { "Redis", queue => queue.UseRedis(new StackExchange.Redis.ConfigurationOptions()) },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public async Task WorkerOption_OutOfRange_FailsTheStartByName(string name, Action<WorkerOptions> set)
    {
        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => QueueHost.StartAsync(streaq => streaq.AddWorker(set)));

        Assert.StartsWith($"WorkerOptions.{name} ", e.Message);
    }

    [Theory]
    [MemberData(nameof(QueueOutOfRange))]
    public async Task QueueOption_OutOfRange_FailsTheStartByName(string name, Action<StreaqOptions> set)
    {
        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => QueueHost.StartAsync(_ => { }, options: set));

        Assert.StartsWith($"StreaqOptions.{name} ", e.Message);
    }

    [Fact]
    public async Task Options_SeveralOutOfRange_AreReportedTogether()
    {
        var e = await Assert.ThrowsAsync<OptionsValidationException>(
            () => QueueHost.StartAsync(_ => { }, options: options => (options.MaxDeadLetters, options.MaxParentAge) = (-1, TimeSpan.FromSeconds(-2))));

        Assert.Equal(
            ["StreaqOptions.MaxParentAge is -00:00:02; it must be at least 00:00:00.", "StreaqOptions.MaxDeadLetters is -1; it must be at least 0."],
            e.Failures);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Options_OfQueueAndWorkerOutOfRange_AreReportedTogether(bool hasWorker)
    {
        var e = await Assert.ThrowsAsync<AggregateException>(() => QueueHost.StartAsync(
            streaq =>
            {
                streaq.Services.Configure<WorkerOptions>(worker => worker.Concurrency = 0);
                if (hasWorker)
                {
                    streaq.AddWorker();
                }
            },
            options: options => options.MaxDeadLetters = -1));

        Assert.Equal(
            ["StreaqOptions.MaxDeadLetters is -1; it must be at least 0.", "WorkerOptions.Concurrency is 0; it must be at least 1."],
            e.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures).Order());
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

        Assert.Equal($"Worker the-worker serves queue {host.Queue} on the embedded store; tasks: 1, concurrency: 3", started.Message);
    }
}
