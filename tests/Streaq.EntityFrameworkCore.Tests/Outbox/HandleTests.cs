using Microsoft.EntityFrameworkCore;

namespace Streaq.EntityFrameworkCore.Tests.Outbox;

/// <summary>Handles of tasks that are still in the outbox: another process moves the rows when the test starts it.</summary>
public sealed class HandleTests : DatabaseTests
{
    private readonly SqliteFile _file = new();
    private RedisServer? _redis;

    [Fact]
    public async Task State_BetweenTheCommitAndTheQueue_IsWaiting()
    {
        await using var shop = await StartAsync();

        var handle = await shop.CountAsync("lamp");
        var report = await handle.ReportAsync();

        Assert.Equal(TaskState.Waiting, await handle.StateAsync());
        Assert.Equal((TaskState.Waiting, Shop.Count.Name, handle.Id), (report.State, report.TaskName, report.TaskId));
        Assert.NotNull(report.EnqueuedAt);
        Assert.Null(report.Error);
    }

    [Fact]
    public async Task State_BeforeTheCommit_IsNotFound()
    {
        await using var shop = await StartAsync();

        var handle = await shop.InRequestAsync(db => Task.FromResult(db.Enqueue(Shop.Count, "lamp")));

        Assert.Equal(TaskState.NotFound, await handle.StateAsync());
        await Assert.ThrowsAsync<TaskNotFoundException>(() => handle.ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Result_AwaitedBeforeTheRelay_IsThatOfTheTask()
    {
        await using var shop = await StartAsync();

        var handle = await shop.CountAsync("lamp");
        var result = handle.ResultAsync(QueueHost.Patience);
        Assert.False(result.IsCompleted);
        await using var relay = await StartRelayAsync(shop);

        Assert.Equal(4, await result);
    }

    [Fact]
    public async Task Result_OfAHandleByItsId_IsThatOfTheTask()
    {
        await using var shop = await StartAsync();

        var id = (await shop.CountAsync("lamp")).Id;
        var result = shop.InRequestAsync(db => db.Handle<int>(id).ResultAsync(QueueHost.Patience));
        await using var relay = await StartRelayAsync(shop);

        Assert.Equal(4, await result);
    }

    [Fact]
    public async Task Wait_ThatIsTooShortForTheRelay_TimesOut()
    {
        await using var shop = await StartAsync();

        var handle = await shop.CountAsync("lamp");

        await Assert.ThrowsAsync<TimeoutException>(() => handle.ResultAsync(TimeSpan.FromMilliseconds(20)));
        Assert.False(await handle.AbortAsync(TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public async Task Wait_ThatIsCancelled_Ends()
    {
        await using var shop = await StartAsync();
        using var stopping = new CancellationTokenSource();

        var waiting = (await shop.CountAsync("lamp")).WaitAsync(cancellationToken: stopping.Token);
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Wait_ForATaskThatTheQueueRefuses_FailsWithTheReason()
    {
        await using var shop = await Shop.StartAsync(Use);
        var strict = new EnqueueOptions { After = ["unknown"], DependencyPolicy = DependencyPolicy.Strict };

        var handle = await shop.CountAsync("refused", strict);
        var e = await Assert.ThrowsAsync<TaskFailedException>(() => handle.ResultAsync(QueueHost.Patience));

        Assert.Contains("unknown", e.Error.Message);
        Assert.Equal(e.Error, (await handle.ReportAsync()).Error);
    }

    [Fact]
    public async Task Abort_CalledBeforeTheRelay_EndsTheTask()
    {
        await using var shop = await StartAsync();

        var handle = await shop.CountAsync("lamp", new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        var aborting = handle.AbortAsync(QueueHost.Patience);
        await using var relay = await StartRelayAsync(shop);

        Assert.True(await aborting);
        Assert.Equal(TaskState.Aborted, await handle.StateAsync());
    }

    [Fact]
    public async Task Group_BetweenTheCommitAndTheQueue_WaitsWithAllItsTasks()
    {
        await using var shop = await StartAsync();

        var group = await shop.InRequestAsync(async db =>
        {
            var group = db.EnqueueGroup(Shop.Count, ["a", "bb"]);
            await db.SaveChangesAsync();
            return group;
        });

        Assert.Equal(new GroupProgress(group.Id, 2, 0, 0), await group.ProgressAsync());
        Assert.Equal(TaskState.Waiting, await group.Tasks[1].StateAsync());
        var results = group.ResultsAsync(QueueHost.Patience);
        await using var relay = await StartRelayAsync(shop);
        Assert.Equal([1, 2], await results);
    }

    public override async Task DisposeAsync()
    {
        _file.Dispose();
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
    }

    protected override void Use(DbContextOptionsBuilder options) => _file.Use(options);

    private async Task<Shop> StartAsync()
    {
        _redis = await RedisServer.StartAsync();
        return await Shop.StartAsync(Use, _redis.ConnectionString, outbox: options => options.Relay = false);
    }

    /// <summary>Starts another application with the same queue and database.</summary>
    private Task<Shop> StartRelayAsync(Shop shop) => Shop.StartAsync(Use, _redis!.ConnectionString, queue: shop.Host.Queue, notes: shop.Notes);
}
