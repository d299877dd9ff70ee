namespace Streaq.Tests.Workers;

/// <summary>A task that ends every process that runs it must not be retried forever.</summary>
[Trait("Category", "Slow")]
public sealed class PoisonTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TaskDefinition<int> Poison = new("crash.poison");
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task Task_ThatKillsItsWorkers_IsADeadLetterAfterItsAttempts()
    {
        await using var client = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString);
        var handle = await client.Client.EnqueueAsync(Poison, 1);
        foreach (var attempt in (int[])[1, 2])
        {
            await using var victim = WorkerProcess.Start(redis.Server.ConnectionString, client.Queue, Short);
            Assert.Equal(attempt, (await victim.WaitForAsync(line => line.Event == "dies")).Attempt);
            await victim.EndedAsync();
        }

        await using var survivor = WorkerProcess.Start(redis.Server.ConnectionString, client.Queue, Short);
        var failure = await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync().WaitAsync(QueueHost.Patience));

        Assert.Contains("All 2 attempts of task 'crash.poison' are used up", failure.Error.Message, StringComparison.Ordinal);
        Assert.Equal(handle.Id, Assert.Single(await client.Client.DeadLetters.ListAsync()).TaskId);
        await survivor.StopAsync();
    }
}
