using Streaq.Storage;
using Streaq.Storage.InMemory;

namespace Streaq.Tests.Storage.InMemory;

public sealed class InMemoryConformanceTests : StoreConformance
{
    private readonly FakeTime _time = new();

    /// <summary>On Redis the age comes from the stream's ids, which no test can move; see the tests of <c>count.lua</c>.</summary>
    [Fact]
    public async Task Count_OldestAge_IsThatOfTheTaskReadyForLongest()
    {
        await Store.EnqueueAsync(Sample.Task("first", "low"), default);
        await AdvanceAsync(TimeSpan.FromSeconds(40));
        await Store.EnqueueAsync(Sample.Task("second", "high"), default);
        await AdvanceAsync(TimeSpan.FromSeconds(2));

        Assert.Equal(42_000, (await Store.CountAsync(Sample.Priorities, default)).OldestReadyAge);
    }

    private protected override Task<ITaskStore> OpenAsync(StoreOptions options) => Task.FromResult<ITaskStore>(new InMemoryTaskStore(options, _time));

    protected override Task AdvanceAsync(TimeSpan by)
    {
        _time.Advance(by);
        return Task.CompletedTask;
    }

    protected override Task AssertNothingLeftAsync()
    {
        Assert.True(((InMemoryTaskStore)Store).Admission.IsIdle);
        return Task.CompletedTask;
    }

    protected override Task<long> ClockAsync() => Task.FromResult(_time.GetUtcNow().ToUnixTimeMilliseconds());
}
