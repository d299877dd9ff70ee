namespace Streaq.Tests.Storage.Redis;

/// <summary>A task that can't be made ready loses nothing.</summary>
[Collection(RedisCollection.Name)]
public sealed class RunNowTests(RedisFixture redis) : IAsyncLifetime
{
    private RedisQueue _queue = null!;

    public async Task InitializeAsync() => _queue = await RedisQueue.OpenAsync(redis.Server);

    public async Task DisposeAsync() => await _queue.DisposeAsync();

    [Fact]
    public async Task RunNow_WhoseStreamIsAnotherKey_LeavesTheTaskAsItWas()
    {
        await _queue.Store.EnqueueAsync(Sample.Task("a") with { Delay = TimeSpan.FromHours(1) }, default);
        var before = await ParkedAsync("a");
        await _queue.Raw.Database.StringSetAsync(_queue.Raw.Keys.Ready(Sample.Normal), "spoiled");

        await Assert.ThrowsAsync<StreaqStoreException>(() => _queue.Store.RunNowAsync("a", default).AsTask());

        Assert.Equal(before, await ParkedAsync("a"));
        await _queue.Raw.Database.KeyDeleteAsync(_queue.Raw.Keys.Ready(Sample.Normal));
        Assert.Equal(RunNowResult.MadeReady, await _queue.Store.RunNowAsync("a", default));
    }

    [Fact]
    public async Task RunNow_OfATaskWithoutAPriority_LeavesItAsItWas()
    {
        await _queue.Store.EnqueueAsync(Sample.Task("a") with { Delay = TimeSpan.FromHours(1) }, default);
        await _queue.Raw.Database.HashDeleteAsync(_queue.Raw.Keys.Task("a"), "priority");
        var before = await ParkedAsync("a");

        var e = await Assert.ThrowsAsync<StreaqStoreException>(() => _queue.Store.RunNowAsync("a", default).AsTask());

        Assert.Contains("The task has no priority.", e.Message);
        Assert.Equal(before, await ParkedAsync("a"));
    }

    /// <summary>Returns its message and its due time.</summary>
    private async Task<string> ParkedAsync(string id)
    {
        var fields = await _queue.Raw.Database.HashGetAllAsync(_queue.Raw.Keys.Task(id));
        var due = await _queue.Raw.Database.SortedSetScoreAsync(_queue.Raw.Keys.Scheduled, id);
        return string.Join('\n', fields.Select(field => $"{field.Name}={field.Value}").Order(StringComparer.Ordinal)) + $"\n{due}";
    }
}
