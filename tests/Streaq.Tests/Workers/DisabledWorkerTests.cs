using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Workers;

/// <summary>A worker that is switched off leaves a process that only produces, and logs that.</summary>
[Collection(RedisCollection.Name)]
public sealed class DisabledWorkerTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Double = new("double");

    [Fact]
    public async Task Worker_SwitchedOff_RunsNothingAndSaysSo()
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker(worker => (worker.Enabled, worker.Name) = (false, "idle")).Map(Double, (int x) => 2 * x), redis.Server.ConnectionString);

        var handle = await host.Client.EnqueueAsync(Double, 21);

        Assert.Equal(TaskState.Ready, await handle.StateAsync());
        Assert.Empty(await host.Client.WorkersAsync());
        var line = await host.Log.SeenAsync("streaq.worker.disabled");
        Assert.Equal($"Worker idle of queue {host.Queue} is switched off (WorkerOptions.Enabled): this process only enqueues", line.Message);
        Assert.Equal(42, ((AttemptResult<int>)await host.Services.GetRequiredService<ITaskRunner>().RunAsync(Double, 21)).Result);
    }

    /// <summary>Registrations are still checked: another process of the same program uses them.</summary>
    [Fact]
    public async Task Worker_SwitchedOffWithAMistake_FailsTheStart() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => QueueHost.StartAsync(
            streaq => streaq.AddWorker(worker => worker.Enabled = false).Map(Double, (int x, IDisposable missing) => x)));
}
