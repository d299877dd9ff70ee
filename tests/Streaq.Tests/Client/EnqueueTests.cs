namespace Streaq.Tests.Client;

[Collection(RedisCollection.Name)]
public sealed class EnqueueTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Double = new("math.double");
    private static readonly TaskDefinition<int> Low = new("low.by.nature") { Priority = "low" };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Id_GivenTwice_IsOneTask(bool onRedis)
    {
        await using var host = await StartAsync(_ => { }, onRedis);
        var options = new EnqueueOptions { Id = "order-1" };

        var first = await host.Client.EnqueueAsync(Double, 1, options);
        var second = await host.Client.EnqueueAsync(Double, 2, options);

        Assert.Equal(("order-1", "order-1"), (first.Id, second.Id));
        Assert.Equal(1, (await host.Client.CountsAsync()).Ready["normal"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Id_OfATaskThatHasEnded_IsStillThatTask(bool onRedis)
    {
        await using var host = await StartAsync(streaq => streaq.AddWorker().Map(Double, (int x) => x * 2), onRedis);
        var options = new EnqueueOptions { Id = "order-1" };
        await (await host.Client.EnqueueAsync(Double, 1, options)).WaitAsync(QueueHost.Patience);

        var again = await host.Client.EnqueueAsync(Double, 50, options);

        Assert.Equal(2, await again.ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeduplicationKey_OfAnUnfinishedTask_AnswersItsHandle(bool onRedis)
    {
        var gate = new Gate();
        await using var host = await StartAsync(streaq => streaq.AddWorker().Map(Double, async (int x) =>
        {
            await gate.PassAsync();
            return x * 2;
        }), onRedis);
        var options = new EnqueueOptions { DeduplicationKey = "nightly" };
        var first = await host.Client.EnqueueAsync(Double, 1, options);
        await gate.Entered;

        var second = await host.Client.EnqueueAsync(Double, 50, options);
        gate.Open();

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(2, await second.ResultAsync(QueueHost.Patience));
        var third = await host.Client.EnqueueAsync(Double, 50, options);
        Assert.NotEqual(first.Id, third.Id);
        Assert.Equal(100, await third.ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Headers_OfAnEnqueue_Arrive(bool onRedis)
    {
        var seen = new TaskCompletionSource<Dictionary<string, string>>();
        await using var host = await StartAsync(
            streaq => streaq.AddWorker().Map(Low, (int _, TaskContext context) => seen.SetResult(new(context.Headers))), onRedis);
        var headers = new Dictionary<string, string> { ["tenant"] = "a", ["note"] = "ünï, {code} = 😀", ["empty"] = "" };

        await host.Client.EnqueueAsync(Low, 1, new EnqueueOptions { Headers = headers });

        Assert.Equal(headers, await seen.Task.WaitAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Priority_OfEnqueueThenDefinitionThenQueue_Decides(bool onRedis)
    {
        await using var host = await QueueHost.StartAsync(_ => { }, Redis(onRedis), options => options.DefaultPriority = "high");

        await host.Client.EnqueueAsync(Low, 1);
        await host.Client.EnqueueAsync(Low, 1, new EnqueueOptions { Priority = "normal" });
        await host.Client.EnqueueAsync(Double, 1);

        var ready = (await host.Client.CountsAsync()).Ready;
        Assert.Equal((1, 1, 1), (ready["high"], ready["normal"], ready["low"]));
        var logged = host.Log.Lines.Where(line => line.Event.Name == "streaq.task.enqueued").Select(line => line.Message.Split(' ')[^1]);
        Assert.Equal(["low", "normal", "high"], logged);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Batch_OfManyTasks_HasHandlesInTheirOrder(bool onRedis)
    {
        await using var host = await StartAsync(streaq => streaq.AddWorker().Map(Double, (int x) => x * 2), onRedis);

        var handles = await host.Client.EnqueueManyAsync(Double, Enumerable.Range(0, 300));

        for (var i = 0; i < handles.Count; i++)
        {
            Assert.Equal(i * 2, await handles[i].ResultAsync(QueueHost.Patience));
        }

        Assert.Empty(await host.Client.EnqueueManyAsync(Double, []));
    }

    [Fact]
    public async Task Json_OfTheQueue_IsWhatTravels()
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(new TaskDefinition<Order>("orders.fail"), void (Order _) => throw new FormatException()),
            options: options => options.Json = new() { PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower });
        var handle = await host.Client.EnqueueAsync(new TaskDefinition<Order>("orders.fail"), new Order("a"));
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));

        var letter = Assert.Single(await host.Client.DeadLetters.ListAsync());

        Assert.Equal("""{"unit_name":"a"}""", System.Text.Encoding.UTF8.GetString(letter.Body.Span));
    }

    private string? Redis(bool onRedis) => onRedis ? redis.Server.ConnectionString : null;

    private Task<QueueHost> StartAsync(Action<StreaqBuilder> set, bool onRedis) => QueueHost.StartAsync(set, Redis(onRedis));

    private sealed record Order(string UnitName);
}
