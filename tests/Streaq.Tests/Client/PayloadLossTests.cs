namespace Streaq.Tests.Client;

/// <summary>Arguments and results of which JSON would lose data: no loss is silent, on either store.</summary>
[Collection(RedisCollection.Name)]
public sealed class PayloadLossTests(RedisFixture redis)
{
    private static readonly TaskDefinition<(string, int), int> Tuple = new("tuple");
    private static readonly TaskDefinition<Animal, string> Feed = new("feed");
    private static readonly TaskDefinition<int, Animal> Find = new("find");
    private static readonly TaskDefinition<string, string> Cut = new("cut");

    [Fact]
    public async Task Map_OfALossyArgument_FailsTheStart()
    {
        var e = await Assert.ThrowsAsync<PayloadLossException>(
            () => QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Tuple, ((string, int) pair) => pair.Item2)));

        Assert.StartsWith($"The argument of task 'tuple' ({typeof((string, int))}) would not arrive as it is: it is a value tuple", e.Message);
        await Assert.ThrowsAsync<PayloadLossException>(() => QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Tuple).To<TupleHandler>()));
    }

    [Fact]
    public async Task Map_OfALossyResult_FailsTheStart()
    {
        var task = new TaskDefinition<int, (int, int)>("divide");

        var e = await Assert.ThrowsAsync<PayloadLossException>(() => QueueHost.StartAsync(streaq => streaq.AddWorker().Map(task, (int x) => (x / 2, x % 2))));

        Assert.StartsWith("The result of task 'divide'", e.Message);
    }

    [Fact]
    public async Task Map_WithOptionsThatTakeIt_RunsTheTask()
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Tuple, ((string, int) pair) => pair.Item2),
            options: options => options.Json = new(System.Text.Json.JsonSerializerOptions.Web) { IncludeFields = true });

        var handle = await host.Client.EnqueueAsync(Tuple, ("a", 7));

        Assert.Equal(7, await handle.ResultAsync(QueueHost.Patience));
    }

    /// <summary>A process that only enqueues maps no task.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Enqueue_OfALossyArgument_IsRefusedAndWritesNothing(bool onRedis)
    {
        await using var host = await QueueHost.StartAsync(_ => { }, onRedis ? redis.Server.ConnectionString : null);

        await RefusedAsync("a value tuple", () => host.Client.EnqueueAsync(Tuple, ("a", 1)));
        await RefusedAsync("a value tuple", () => host.Client.EnqueueManyAsync(Tuple, [("a", 1), ("b", 2)]));
        await RefusedAsync("a value tuple", () => host.Client.ScheduleAsync("tuple", "@daily", Tuple, ("a", 1)));
        await RefusedAsync("would lose its 'Breed'", () => host.Client.EnqueueAsync(Feed, new Dog()));
        await RefusedAsync("would lose its 'Breed'", () => host.Client.EnqueueManyAsync(Feed, [new Animal(), new Dog()]));
        await RefusedAsync("half of a surrogate pair", () => host.Client.EnqueueAsync(Cut, "\ud83d"));

        Assert.Equal(0, (await host.Client.CountsAsync()).Ready.Values.Sum());
        Assert.Empty(await host.Client.ListSchedulesAsync());
        await host.Client.EnqueueAsync(Feed, new Animal());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Result_ThatWouldLoseData_FailsItsTask(bool onRedis)
    {
        await using var host = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.AddWorker();
                streaq.Map(Find, (int x) => x == 0 ? new Animal() : new Dog());
                streaq.Map(Cut, (string text) => text[..1]);
            },
            onRedis ? redis.Server.ConnectionString : null);

        await AssertFailsAsync(await host.Client.EnqueueAsync(Find, 1), "The result of task 'find'", "would lose its 'Breed'");
        await AssertFailsAsync(await host.Client.EnqueueAsync(Cut, "😀"), "The result of task 'cut'", "half of a surrogate pair");
        Assert.NotNull(await (await host.Client.EnqueueAsync(Find, 0)).ResultAsync(QueueHost.Patience));
    }

    private static async Task AssertFailsAsync<T>(TaskHandle<T> handle, params string[] parts)
    {
        var failed = await Assert.ThrowsAsync<TaskFailedException>(() => handle.ResultAsync(QueueHost.Patience));

        Assert.Equal(typeof(PayloadLossException).FullName, failed.Error.Type);
        Assert.All(parts, part => Assert.Contains(part, failed.Error.Message));
    }

    private static async Task RefusedAsync(string part, Func<Task> enqueue) =>
        Assert.Contains(part, (await Assert.ThrowsAsync<PayloadLossException>(enqueue)).Message);

    private class Animal
    {
        public string? Name { get; set; }
    }

    private sealed class Dog : Animal
    {
        public string? Breed { get; set; }
    }

    private sealed class TupleHandler : ITaskHandler<(string, int), int>
    {
        public Task<int> HandleAsync((string, int) argument, TaskContext context, CancellationToken cancellationToken) => Task.FromResult(argument.Item2);
    }
}
