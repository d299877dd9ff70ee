using StackExchange.Redis;
using Streaq.Tests.Storage;
using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Outages;

/// <summary>A due task that Redis refuses to make ready for a reason that is not the task's.</summary>
public sealed class RefusedPromotionTests : IAsyncLifetime
{
    private RedisServer _server = null!;
    private RedisQueue _queue = null!;

    public async Task InitializeAsync()
    {
        _server = await RedisServer.StartOwnAsync();
        _queue = await RedisQueue.OpenAsync(_server);
        await _queue.Store.EnqueueAsync(Sample.Task("t1") with { Delay = TimeSpan.FromHours(1) }, default);
        await _queue.Raw.AdvanceAsync(TimeSpan.FromHours(2));
    }

    public async Task DisposeAsync()
    {
        await _queue.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("CONFIG SET min-replicas-to-write 1", "CONFIG SET min-replicas-to-write 0")]
    [InlineData("ACL SETUSER default -xadd", "ACL SETUSER default +xadd")]
    public async Task Promotion_RefusedForNow_LeavesTheTaskScheduled(string refuse, string allow)
    {
        await RunAsync(refuse);
        await Assert.ThrowsAsync<StreaqStoreException>(() => _queue.Store.PromoteDueAsync(10, default).AsTask());
        await RunAsync(allow);

        Assert.Equal(1, (await _queue.Store.PromoteDueAsync(10, default)).Count);
    }

    private Task<RedisResult> RunAsync(string command) => command.Split(' ') is [var name, .. var rest]
        ? _queue.Raw.Database.ExecuteAsync(name, [.. rest])
        : throw new ArgumentException("No command.", nameof(command));
}
