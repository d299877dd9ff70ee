using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Streaq.Tests.Hosting;

/// <summary>A process without AddWorker enqueues and reads, and runs no task.</summary>
[Collection(RedisCollection.Name)]
public sealed class ProducerOnlyTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Double = new("math.double");

    [Fact]
    public async Task Producer_OfAQueue_HasItsTasksRunByAWorkerElsewhere()
    {
        await using var producer = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString);
        var handle = await producer.Client.EnqueueAsync(Double, 21);
        Assert.Equal(TaskState.Ready, await handle.StateAsync());
        var waiting = handle.ResultAsync(QueueHost.Patience);

        await using var worker = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Double, (int x) => x * 2), redis.Server.ConnectionString, queue: producer.Queue);

        Assert.Equal(42, await waiting);
    }

    [Fact]
    public async Task Producer_WithMappedTasks_RunsNoneOfThem()
    {
        // The application shares its registrations between producers and workers. Services of handlers may be missing.
        await using var host = await QueueHost.StartAsync(streaq => streaq.Map(Double, (int x, IDisposable missing) => x));

        var handle = await host.Client.EnqueueAsync(Double, 21);

        Assert.Equal(TaskState.Ready, await handle.StateAsync());
        Assert.Empty(host.Services.GetServices<IHostedService>());
    }

    [Fact]
    public async Task Client_WithoutAHost_Enqueues()
    {
        var services = new ServiceCollection();
        services.AddStreaq(options => options.UseEmbeddedStore());
        await using var provider = services.BuildServiceProvider();

        var handle = await provider.GetRequiredService<IStreaqClient>().EnqueueAsync(Double, 21);

        Assert.Equal(TaskState.Ready, await handle.StateAsync());
    }

    [Fact]
    public async Task Redis_OutOfReach_IsReportedWithoutTheConnectionString()
    {
        await using var host = await QueueHost.StartAsync(_ => { }, "127.0.0.1:1,password=secret,connectTimeout=200,connectRetry=0");

        var e = await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.EnqueueAsync(Double, 21));

        Assert.StartsWith("Redis at 127.0.0.1:1 can't be reached", e.Message);
        Assert.DoesNotContain("secret", e.ToString());
    }
}
