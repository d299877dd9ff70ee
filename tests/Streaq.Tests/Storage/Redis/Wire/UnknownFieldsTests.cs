using System.Text;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage.Redis;

/// <summary>Fields of a newer producer pass through an older worker.</summary>
[Collection(RedisCollection.Name)]
public sealed class UnknownFieldsTests(RedisFixture redis) : IAsyncLifetime
{
    private RedisQueue _queue = null!;

    public async Task InitializeAsync() => _queue = await RedisQueue.OpenAsync(redis.Server);

    public async Task DisposeAsync() => await _queue.DisposeAsync();

    /// <summary>Some have names of fields that Redis stores with a parked task or a dead letter.</summary>
    public static TheoryData<string> Names => ["x-new", "v", "error_code", "failed_over"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task UnknownField_AfterARetry_IsStillThere(string name)
    {
        var lease = await AddAsync(name);
        var first = Assert.Single(await RedisQueue.FetchAsync(lease));

        Assert.True(await lease.SettleAsync([Sample.Retry(first, TimeSpan.Zero)], default));
        await _queue.Store.PromoteDueAsync(10, default);

        Assert.Equal("1", Unknown(Assert.Single(await RedisQueue.FetchAsync(lease)).Message, name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task UnknownField_InADeadLetter_IsStillThere(string name)
    {
        var lease = await AddAsync(name);
        var first = Assert.Single(await RedisQueue.FetchAsync(lease));

        Assert.True(await lease.SettleAsync([Sample.Failure(first, 5)], default));

        var letter = await _queue.Store.DeadLetters.FindAsync("a", default);
        Assert.Equal("1", Unknown(letter!.Message, name));
        Assert.Equal("It broke.", letter.Error.Message);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task UnknownField_AfterAReclaim_IsStillThere(string name)
    {
        await RedisQueue.FetchAsync(await AddAsync(name));
        await _queue.Raw.AdvanceAsync(Sample.Lease);

        await _queue.Store.ReclaimAsync(Sample.Priorities, 10, default);

        Assert.Equal("1", Unknown(Assert.Single(await RedisQueue.FetchAsync(await _queue.JoinAsync("w2"))).Message, name));
    }

    [Theory]
    [InlineData("priority", "elsewhere")]
    [InlineData("state", "waiting")]
    [InlineData("flags", "\nd=key")]
    [InlineData("error", "a field of the entry")]
    [InlineData("failed_at", "never")]
    public async Task FieldOfTheStoreItself_InAnEntry_ChangesNothing(string name, string value)
    {
        await _queue.Store.EnqueueAsync(Sample.Task("other", "low") with { DeduplicationKey = "key", Delay = TimeSpan.FromHours(1) }, default);
        var lease = await AddAsync(name, value);
        Assert.True(await lease.SettleAsync([Sample.Retry(Assert.Single(await RedisQueue.FetchAsync(lease)), TimeSpan.Zero)], default));
        Assert.Equal(TaskState.Scheduled, (await _queue.Store.LookUpAsync("a", default)).State);
        await _queue.Store.PromoteDueAsync(10, default);

        var again = Assert.Single(await RedisQueue.FetchAsync(lease));
        Assert.Equal(("normal", 2), (again.Message.Priority, again.Message.Attempt));
        Assert.True(await lease.SettleAsync([Sample.Failure(again, 5)], default));

        var letter = await _queue.Store.DeadLetters.FindAsync("a", default);
        Assert.Equal(("normal", 5, "System.InvalidOperationException"), (letter!.Message.Priority, letter.FailedAt, letter.Error.Type));
        Assert.Equal("other", (await _queue.Store.EnqueueAsync(Sample.Task("b") with { DeduplicationKey = "key" }, default)).Id);
    }

    /// <summary>Lua can pass only some thousand values to a command.</summary>
    [Fact]
    public async Task Reclaim_OfAnEntryWithTenThousandFields_GivesItBackAsMalformed()
    {
        object[] fields = [.. Enumerable.Range(0, 10_000).SelectMany(i => new object[] { $"field-{i}", "1" })];
        await _queue.Raw.AddEntryAsync(Sample.Normal, ["id", "a", "task", "test.sample", "body", "{}", .. fields]);
        await RedisQueue.FetchAsync(await _queue.JoinAsync("lost"));
        await _queue.Raw.AdvanceAsync(Sample.Lease);

        Assert.Single(await _queue.Store.ReclaimAsync(Sample.Priorities, 10, default));

        var lease = await _queue.JoinAsync("w2");
        var again = Assert.Single(await RedisQueue.FetchAsync(lease));
        Assert.Equal("a", again.Message.Id);
        Assert.Contains("more than 3000 fields", again.Message.Details.Malformed);
        Assert.True(await lease.SettleAsync([Sample.Failure(again, 5)], default));
    }

    private async Task<IWorkerLease> AddAsync(string name, string value = "1")
    {
        await _queue.Raw.AddEntryAsync(Sample.Normal, "id", "a", "task", "test.sample", "body", "{}", name, value);
        return await _queue.JoinAsync();
    }

    private static string Unknown(TaskMessage message, string name) =>
        Encoding.UTF8.GetString(Assert.Single(message.Details.UnknownFields!, field => field.Key == name).Value.Span);
}
