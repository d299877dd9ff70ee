using Streaq.Storage;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

[Collection(RedisCollection.Name)]
public sealed class RedisConformanceTests(RedisFixture redis) : StoreConformance
{
    private RawRedis _raw = null!;

    private protected override async Task<ITaskStore> OpenAsync(StoreOptions options)
    {
        _raw = await RawRedis.OpenAsync(redis.Server, options.Queue);
        return await RedisTaskStore.OpenAsync(redis.Server.ConnectionString, options, TimeProvider.System);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _raw.DisposeAsync();
    }

    protected override Task AdvanceAsync(TimeSpan by) => _raw.AdvanceAsync(by);

    protected override async Task AssertNothingLeftAsync() =>
        Assert.DoesNotContain(await _raw.KeysAsync(), key => key.StartsWith("limit:", StringComparison.Ordinal) || key.StartsWith("unique:", StringComparison.Ordinal));

    protected override Task<long> ClockAsync() => _raw.ClockAsync();
}
