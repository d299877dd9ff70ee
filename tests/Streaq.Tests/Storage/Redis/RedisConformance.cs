using Streaq.Storage;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>The conformance suite on some Redis, whose keys are also read without the store.</summary>
public abstract class RedisConformance : StoreConformance
{
    private RawRedis _raw = null!;

    /// <summary>The value of <c>StreaqOptions.Redis</c>.</summary>
    protected abstract string ConnectionString { get; }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _raw.DisposeAsync();
    }

    /// <summary>Returns the address of the one server that has the queue.</summary>
    protected abstract Task<string> FindAsync(string queue);

    private protected override async Task<ITaskStore> OpenAsync(StoreOptions options)
    {
        _raw = await RawRedis.OpenAsync(await FindAsync(options.Queue), options.Queue);
        return await RedisTaskStore.OpenAsync(RedisText.Access(ConnectionString), options, TimeProvider.System);
    }

    protected override Task AdvanceAsync(TimeSpan by) => _raw.AdvanceAsync(by);

    protected override async Task AssertNothingLeftAsync() =>
        Assert.DoesNotContain(await _raw.KeysAsync(), key => key.StartsWith("limit:", StringComparison.Ordinal) || key.StartsWith("unique:", StringComparison.Ordinal));

    protected override Task<long> ClockAsync() => _raw.ClockAsync();
}
