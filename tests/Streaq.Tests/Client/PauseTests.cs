using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Client;

/// <summary>Pauses of a queue or a priority, and what is not paused.</summary>
[Collection(RedisCollection.Name)]
public sealed class PauseTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Echo = new("echo");

    private readonly Gate _gate = new();
    private readonly ConcurrentQueue<int> _ran = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pause_WithATaskRunning_LetsItEndAndHoldsTheNextBack(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var running = await host.Client.EnqueueAsync(Echo, 0);
        await _gate.Entered;

        Assert.True(await host.Client.PauseAsync());
        var next = await host.Client.EnqueueAsync(Echo, 1);
        _gate.Open();
        await running.WaitAsync(QueueHost.Patience);

        Assert.Equal([0], _ran);
        Assert.True((await host.Client.CountsAsync()).Paused.WholeQueue);
        Assert.True(await host.Client.ResumeAsync());
        Assert.Equal(1, await next.ResultAsync(QueueHost.Patience));
        Assert.Equal(1, (await next.ReportAsync()).Attempts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pause_OfAPriority_LeavesTheOthersAlone(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        await host.Client.PauseAsync("low");

        var low = await host.Client.EnqueueAsync(Echo, 1, new EnqueueOptions { Priority = "low" });
        for (var i = 2; i < 20; i++)
        {
            await (await host.Client.EnqueueAsync(Echo, i)).WaitAsync(QueueHost.Patience);
        }

        Assert.DoesNotContain(1, _ran);
        Assert.Equal(["low"], (await host.Client.PausedAsync()).Priorities);
        await host.Client.ResumeAsync("low");
        Assert.Equal(1, await low.ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Pause_ByAnotherProcess_StopsTheWorkersOfThisOne()
    {
        await using var host = await StartAsync(onRedis: true);
        await using var operations = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString, queue: host.Queue);
        await operations.Client.PauseAsync();
        await using var late = await StartAsync(onRedis: true, host.Queue);
        // The process that came later knows the pause from its join. This one knows it from the message, which was sent before that.
        await host.Client.PauseAsync("low");

        var handle = await operations.Client.EnqueueAsync(Echo, 1);

        Assert.Empty(_ran);
        await operations.Client.ResumeAsync();
        Assert.Equal(1, await handle.ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_WhilePaused_EndsAtOnceAndLeavesTheTasks(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        await host.Client.PauseAsync();
        var handle = await host.Client.EnqueueAsync(Echo, 1);

        await host.StopAsync().WaitAsync(QueueHost.Patience / 2);

        Assert.Equal(TaskState.Ready, await handle.StateAsync());
    }

    [Fact]
    public async Task StopWhenEmpty_WhilePaused_WaitsForTheResumption()
    {
        var time = new FakeTime();
        var paused = TimeSpan.FromMilliseconds(50);
        await using var host = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.Services.AddHostedService(provider => new PausedProducer(provider.GetRequiredService<IStreaqClient>()));
                streaq.AddWorker(worker => (worker.StopWhenEmpty, worker.LeaseDuration) = (true, TimeSpan.FromDays(1))).Map(Echo, (int x) => x);
            },
            services: services => services.AddClock(time));
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Lifetime.ApplicationStopping.Register(stopping.SetResult);

        for (var i = 0; i < 5; i++)
        {
            await time.PassAsync(paused);
        }

        await time.TimerSetAsync(due => due == paused).WaitAsync(QueueHost.Patience);
        Assert.False(stopping.Task.IsCompleted);
        await host.Client.ResumeAsync("low");
        await time.FlyAsync(paused, stopping.Task);
        Assert.Equal(0, (await host.Client.CountsAsync()).Ready["low"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("bra{ces}")]
    public async Task Priority_OfNoValidName_IsRefused(string priority)
    {
        await using var host = await QueueHost.StartAsync(_ => { });

        await Assert.ThrowsAsync<ArgumentException>(nameof(priority), () => host.Client.PauseAsync(priority));
        await Assert.ThrowsAsync<ArgumentException>(nameof(priority), () => host.Client.ResumeAsync(priority));
        Assert.Equal(QueuePause.None, await host.Client.PausedAsync());
    }

    private Task<QueueHost> StartAsync(bool onRedis, string? queue = null) => QueueHost.StartAsync(
        streaq => streaq.AddWorker(worker => worker.Concurrency = 2).Map(Echo, async (int x) =>
        {
            _ran.Enqueue(x);
            if (x == 0)
            {
                await _gate.PassAsync();
            }

            return x;
        }),
        onRedis ? redis.Server.ConnectionString : null,
        queue: queue);

    private sealed class PausedProducer(IStreaqClient client) : Microsoft.Extensions.Hosting.IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await client.PauseAsync("low", cancellationToken);
            await client.EnqueueAsync(Echo, 1, new EnqueueOptions { Priority = "low" }, cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
