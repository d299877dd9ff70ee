namespace Streaq.Tests.Hosting;

/// <summary>The timeout of a handler that blocks, whether it observes its token or not.</summary>
public sealed class SyncHandlerTimeoutTests : BlockingHandlers
{
    [Fact]
    public async Task Timeout_OfAHandlerThatHeedsItsToken_FailsTheTask()
    {
        var time = new FakeTime();
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Block, Wait).WithTimeout(TimeSpan.FromSeconds(7)), services: services => services.AddClock(time));
        var handle = await host.Client.EnqueueAsync(Block, 1);
        Assert.True(await Task.Run(() => Inside.Wait(QueueHost.Patience)));

        await time.PassAsync(TimeSpan.FromSeconds(7));

        var e = await Assert.ThrowsAsync<TaskFailedException>(() => handle.ResultAsync());
        Assert.Equal("Streaq.TaskTimeoutException", e.Error.Type);
    }

    [Fact]
    public async Task Timeout_OfAHandlerThatIgnoresItsToken_FreesTheSlot()
    {
        var time = new FakeTime();
        await using var host = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.AddWorker(worker => (worker.Concurrency, worker.SyncConcurrency, worker.Prefetch, worker.LeaseDuration) = (1, 2, 0, TimeSpan.FromDays(1)));
                streaq.Map(Block, (int x) =>
                {
                    Inside.Signal();
                    Open.Wait();
                    return x;
                }).WithTimeout(TimeSpan.FromSeconds(7)).WithResultTtl(null);
                streaq.Map(Double, (int x) => x * 2).WithResultTtl(null);
            },
            services: services => services.AddClock(time));
        var stuck = await host.Client.EnqueueAsync(Block, 1);
        Assert.True(await Task.Run(() => Inside.Wait(QueueHost.Patience)));
        var next = await host.Client.EnqueueAsync(Double, 21);

        await time.PassAsync(TimeSpan.FromSeconds(7));
        await time.FlyAsync(TimeSpan.FromSeconds(5), next.WaitAsync());

        Assert.Equal(42, await next.ResultAsync());
        await Assert.ThrowsAsync<TaskFailedException>(() => stuck.ResultAsync());
        Open.Set();
    }

    [Fact]
    public async Task Timeout_OverBeforeThereIsAThread_FailsTheTaskWithoutRunningIt()
    {
        var time = new FakeTime();
        var ran = false;
        await using var host = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.AddWorker(worker => worker.SyncConcurrency = 1).Map(Block, Wait);
                streaq.Map(Note, (int _) => { ran = true; }).WithTimeout(TimeSpan.FromSeconds(7));
            },
            services: services => services.AddClock(time));
        var first = await host.Client.EnqueueAsync(Block, 1);
        Assert.True(await Task.Run(() => Inside.Wait(QueueHost.Patience)));
        var second = await host.Client.EnqueueAsync(Note, 1);

        await time.PassAsync(TimeSpan.FromSeconds(7));

        await Assert.ThrowsAsync<TaskFailedException>(() => second.WaitAsync());
        Open.Set();
        await first.WaitAsync(QueueHost.Patience);
        Assert.False(ran);
    }
}
