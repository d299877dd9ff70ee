namespace Streaq.Tests.Client;

/// <summary>Waiting for a task's end.</summary>
[Collection(RedisCollection.Name)]
public sealed class ResultTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Double = new("math.double");
    private static readonly TaskDefinition<int> Send = new("mail.send");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Result_ThatWasThereBeforeTheWait_IsReturned(bool onRedis)
    {
        await using var host = await StartAsync(streaq => streaq.AddWorker().Map(Double, (int x) => x * 2), onRedis);
        var handle = await host.Client.EnqueueAsync(Double, 21);
        await handle.WaitAsync(QueueHost.Patience);

        Assert.Equal(42, await handle.ResultAsync(QueueHost.Patience));
        Assert.Equal(42, await host.Client.Handle<int>(handle.Id).ResultAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Result_AwaitedByMany_GoesToAll(bool onRedis)
    {
        var gate = new Gate();
        await using var host = await StartAsync(streaq => streaq.AddWorker().Map(Double, async (int x) =>
        {
            await gate.PassAsync();
            return x * 2;
        }), onRedis);
        var handle = await host.Client.EnqueueAsync(Double, 21);
        var waits = Enumerable.Range(0, 10).Select(_ => handle.ResultAsync(QueueHost.Patience)).ToList();
        await gate.Entered;
        gate.Open();

        Assert.Equal(Enumerable.Repeat(42, 10), await Task.WhenAll(waits));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Result_OfAFailedTask_ThrowsItsError(bool onRedis)
    {
        await using var host = await StartAsync(streaq => streaq.AddWorker().Map(Double, int (int _) => throw new FormatException("no number")), onRedis);
        var handle = await host.Client.EnqueueAsync(Double, 21);

        var e = await Assert.ThrowsAsync<TaskFailedException>(() => handle.ResultAsync(QueueHost.Patience));

        Assert.Equal((handle.Id, "System.FormatException", "no number", null), (e.TaskId, e.Error.Type, e.Error.Message, e.Error.StackTrace));
        Assert.Equal($"Task {handle.Id} failed with System.FormatException: no number", e.Message);
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync());
    }

    [Fact]
    public async Task Result_OfAnExpiredTask_Throws()
    {
        var time = new FakeTime();
        var gate = new Gate();
        await using var host = await StartAsync(streaq =>
        {
            streaq.AddWorker(worker => (worker.Concurrency, worker.Prefetch) = (1, 0));
            streaq.Map(Send, (int _) => gate.PassAsync());
            streaq.Map(Double, (int x) => x * 2);
        }, onRedis: false, time);
        await host.Client.EnqueueAsync(Send, 1);
        await gate.Entered;
        var handle = await host.Client.EnqueueAsync(Double, 21, new EnqueueOptions { ExpiresIn = TimeSpan.FromSeconds(1) });
        time.Advance(TimeSpan.FromSeconds(1));
        gate.Open();

        var e = await Assert.ThrowsAsync<TaskExpiredException>(() => handle.ResultAsync());

        Assert.Equal($"Task {handle.Id} expired: no worker started it within its time.", e.Message);
        Assert.Equal(TaskState.Expired, await handle.StateAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Result_OfAnUnknownTask_Throws(bool onRedis)
    {
        await using var host = await StartAsync(_ => { }, onRedis);

        var e = await Assert.ThrowsAsync<TaskNotFoundException>(() => host.Client.Handle<int>("never-seen").ResultAsync(QueueHost.Patience));

        Assert.Equal("never-seen", e.TaskId);
        Assert.Contains("WithResultTtl", e.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Result_NotThereInTime_ThrowsAndCanBeAwaitedAgain(bool onRedis)
    {
        var time = new FakeTime();
        await using var host = await StartAsync(_ => { }, onRedis, time);
        var handle = await host.Client.EnqueueAsync(Double, 21);

        for (var i = 1; i <= 2; i++)
        {
            var waiting = handle.ResultAsync(TimeSpan.FromSeconds(3));
            await time.TimerSetAsync(due => due == TimeSpan.FromSeconds(3)).WaitAsync(QueueHost.Patience);
            time.Advance(TimeSpan.FromSeconds(3));

            var e = await Assert.ThrowsAsync<TimeoutException>(() => waiting);
            Assert.Equal($"Task {handle.Id} did not end within 00:00:03; it goes on, and can be awaited again.", e.Message);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wait_Cancelled_Throws(bool onRedis)
    {
        await using var host = await StartAsync(_ => { }, onRedis);
        var handle = await host.Client.EnqueueAsync(Double, 21);
        using var cancellation = new CancellationTokenSource();

        var waiting = handle.ResultAsync(QueueHost.Patience, cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Result_ThatIsNotKept_ReachesAWaitingCaller(bool onRedis)
    {
        var gate = new Gate();
        await using var host = await StartAsync(streaq =>
        {
            streaq.AddWorker().Map(Send, (int _) => { });
            streaq.Map(Double, async (int x) =>
            {
                await gate.PassAsync();
                return x * 2;
            }).WithResultTtl(TimeSpan.Zero);
        }, onRedis);
        // The first wait of a client opens its channel. Later waits are sent in the order of the calls.
        await (await host.Client.EnqueueAsync(Send, 1)).WaitAsync(QueueHost.Patience);
        var handle = await host.Client.EnqueueAsync(Double, 21);
        await gate.Entered;
        var waiting = handle.ResultAsync(QueueHost.Patience);
        Assert.Equal(TaskState.Running, await handle.StateAsync());
        gate.Open();

        Assert.Equal(42, await waiting);
        await host.StopAsync();
        Assert.Equal(TaskState.NotFound, await handle.StateAsync());
        await Assert.ThrowsAsync<TaskNotFoundException>(() => handle.ResultAsync(QueueHost.Patience));
    }

    private Task<QueueHost> StartAsync(Action<StreaqBuilder> set, bool onRedis, FakeTime? time = null) =>
        QueueHost.StartAsync(set, onRedis ? redis.Server.ConnectionString : null, services: time is null ? null : services => services.AddClock(time));
}
