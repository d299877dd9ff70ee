using Streaq.Tests.Storage;
using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Workers;

/// <summary>Limits across two worker processes, observed from outside; the client is a third process.</summary>
[Trait("Category", "Slow")]
public sealed class LimitProcessTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const int Tasks = 600;

    /// <summary>The rate limit of the worker's <see cref="Paced"/>.</summary>
    private const int StartsPerPeriod = 20;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private static readonly TaskDefinition<int, int> Work = new("limits.work");
    private static readonly TaskDefinition<int, int> Paced = new("limits.paced");

    private QueueHost _client = null!;
    private RawRedis _raw = null!;

    public async Task InitializeAsync()
    {
        _client = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString);
        _raw = await RawRedis.OpenAsync(redis.Server, _client.Queue);
    }

    public async Task DisposeAsync()
    {
        await _raw.DisposeAsync();
        await _client.DisposeAsync();
    }

    [Fact]
    public async Task MaxConcurrency_AcrossProcesses_IsReachedAndNeverExceeded()
    {
        await using var one = Start(Sample.Lease);
        await using var two = Start(Sample.Lease);

        await RunAsync(Work, Tasks);

        Assert.Equal(Tasks, await Observer("").StartsAsync());
        Assert.InRange(await Observer("").MostAtATimeAsync(), 2, 4);
        foreach (var key in new[] { ":0", ":1", ":2" })
        {
            Assert.InRange(await Observer(key).MostAtATimeAsync(), 1, 2);
        }

        Assert.DoesNotContain(await _raw.KeysAsync(), key => key.StartsWith("limit:", StringComparison.Ordinal));
    }

    /// <summary>
    /// A handler may start any time after the store has admitted it, so the number of starts within a period shows nothing. But none can
    /// start before the permits of all tasks ahead have been returned as often as its place requires.
    /// </summary>
    [Fact]
    public async Task RateLimit_AcrossProcesses_IsNeverExceeded()
    {
        await using var one = Start(Sample.Lease);
        await using var two = Start(Sample.Lease);
        await one.WaitForAsync(line => line.Event == "started");
        await two.WaitForAsync(line => line.Event == "started");
        var enqueued = DateTimeOffset.FromUnixTimeMilliseconds(await _raw.ClockAsync());

        await RunAsync(Paced, 100);

        var starts = await Observer(":paced").StartTimesAsync();
        Assert.Equal(100, starts.Count);
        Assert.All(starts, (start, i) => Assert.InRange(start - enqueued, Period * (i / StartsPerPeriod), TimeSpan.MaxValue));
    }

    [Fact]
    public async Task Kill_OfAWorkerWithPermits_LetsTheOtherFinish()
    {
        await using var victim = Start(TimeSpan.FromSeconds(1));
        var handles = await _client.Client.EnqueueManyAsync(Work, Enumerable.Range(0, Tasks));
        await victim.WaitForAsync(line => line.Event == "span" && line.Name == "process limits.work");
        await victim.KillAsync();

        await using var other = Start(TimeSpan.FromSeconds(1));

        var results = await Task.WhenAll(handles.Select(handle => handle.ResultAsync(QueueHost.Patience)));
        Assert.Equal(Enumerable.Range(0, Tasks), results);
        Assert.DoesNotContain(await _raw.KeysAsync(), key => key.StartsWith("limit:", StringComparison.Ordinal));
    }

    private async Task RunAsync(TaskDefinition<int, int> task, int count)
    {
        var handles = await _client.Client.EnqueueManyAsync(task, Enumerable.Range(0, count));
        Assert.Equal(Enumerable.Range(0, count), await Task.WhenAll(handles.Select(handle => handle.ResultAsync(QueueHost.Patience))));
    }

    private WorkerProcess Start(TimeSpan lease) => WorkerProcess.Start(redis.Server.ConnectionString, _client.Queue, lease);

    private LimitObserver Observer(string what) => new(_raw.Database, $"{_client.Queue}{what}");
}
