using Streaq.Storage;
using Streaq.Storage.InMemory;

namespace Streaq.Tests.Storage;

public sealed class StoreAccessTests
{
    private static readonly AsyncLocal<string?> Request = new();

    /// <summary>Connections and their loops outlive the first request, and belong to no trace and no tenant.</summary>
    [Fact]
    public async Task Open_InsideARequest_OpensOutsideOfIt()
    {
        string? seen = null;
        await using var access = new StoreAccess(async () =>
        {
            await Task.Yield();
            seen = Request.Value;
            return new InMemoryTaskStore(new StoreOptions("any"), TimeProvider.System);
        });
        Request.Value = "GET /order";

        await access.OpenAsync();

        Assert.Null(seen);
        Assert.Equal("GET /order", Request.Value);
    }

    [Fact]
    public async Task Open_WhereNothingFlows_OpensAsWell()
    {
        await using var access = new StoreAccess(
            () => Task.FromResult<ITaskStore>(new InMemoryTaskStore(new StoreOptions("any"), TimeProvider.System)));

        Task<ITaskStore> opening;
        using (ExecutionContext.SuppressFlow())
        {
            opening = access.OpenAsync().AsTask();
        }

        Assert.NotNull(await opening);
    }
}
