using Streaq.Storage;
using Streaq.Storage.InMemory;

namespace Streaq.Tests.Storage.InMemory;

public sealed class InMemoryConformanceTests : StoreConformance
{
    private readonly FakeTime _time = new();

    private protected override Task<ITaskStore> OpenAsync(StoreOptions options) => Task.FromResult<ITaskStore>(new InMemoryTaskStore(options, _time));

    protected override Task AdvanceAsync(TimeSpan by)
    {
        _time.Advance(by);
        return Task.CompletedTask;
    }

    protected override Task<long> ClockAsync() => Task.FromResult(_time.GetUtcNow().ToUnixTimeMilliseconds());
}
