using System.Text.Json.Serialization;

namespace Streaq.Tests.Client;

/// <summary>A task without an argument, on both stores and with every feature for payloads.</summary>
[Collection(RedisCollection.Name)]
public sealed partial class NoArgumentTests(RedisFixture redis)
{
    private static readonly TaskDefinition<NoArgument, int> Count = new("count");
    private static readonly TaskDefinition<NoArgument> Tidy = new("tidy");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Task_WithoutAnArgument_IsEnqueuedAsSuch(bool onRedis)
    {
        var tidied = new TaskCompletionSource();
        await using var host = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.AddWorker();
                streaq.Map(Count, (TaskContext context) => context.Attempt + 41);
                streaq.Map(Tidy, () => { tidied.TrySetResult(); });
            },
            onRedis ? redis.Server.ConnectionString : null,
            options => (options.SigningKey, options.JsonContext) = (new byte[32], Numbers.Default));

        Assert.Equal(42, await (await host.Client.EnqueueAsync(Count)).ResultAsync(QueueHost.Patience));
        var tidy = await host.Client.EnqueueAsync(Tidy, new EnqueueOptions { Priority = "high" });
        await tidy.WaitAsync(QueueHost.Patience);
        await tidied.Task;
    }

    [Fact]
    public async Task Schedule_OfATaskWithoutAnArgument_IsStored()
    {
        await using var host = await QueueHost.StartAsync(_ => { });

        await host.Client.ScheduleAsync("nightly", "@daily", Tidy);

        Assert.Equal("tidy", Assert.Single(await host.Client.ListSchedulesAsync()).TaskName);
    }

    [JsonSerializable(typeof(int))]
    private sealed partial class Numbers : JsonSerializerContext;
}
