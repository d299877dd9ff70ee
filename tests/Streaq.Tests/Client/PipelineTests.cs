namespace Streaq.Tests.Client;

/// <summary>Pipelines: each task takes the result of the one before it.</summary>
[Collection(RedisCollection.Name)]
public sealed class PipelineTests(RedisFixture redis)
{
    private static readonly TaskDefinition<string, int> Fetch = new("pipe.fetch");
    private static readonly TaskDefinition<int, int> Double = new("pipe.double");
    private static readonly TaskDefinition<int, bool> IsEven = new("pipe.is_even");
    private static readonly TaskDefinition<bool> Tell = new("pipe.tell");

    private readonly TaskCompletionSource<bool> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(string Id, string Root, string Priority)> _ran = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stages_EachTakeTheResultOfTheOneBefore_InOneConversation(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);

        TaskHandle<bool> last = await host.Client.Pipeline(Fetch, "abc", new EnqueueOptions { Id = "p" })
            .Then(Double, new EnqueueOptions { Priority = "high" }).Then(IsEven).EnqueueAsync();

        Assert.True(await last.ResultAsync(QueueHost.Patience));
        Assert.Equal("p.3", last.Id);
        Assert.Equal([("p", "p", "normal"), ("p.2", "p", "high"), ("p.3", "p", "normal")], _ran);
        Assert.Equal(TaskState.Succeeded, await host.Client.StateAsync("p.2"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stages_WhoseResultsAreNotKept_StillPassThemOn(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, TimeSpan.Zero);

        await host.Client.Pipeline(Fetch, "abc").Then(Double).Then(Double).Then(IsEven).Then(Tell).EnqueueAsync();

        Assert.True(await _told.Task.WaitAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failure_OfAStage_FailsTheRest(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);

        var last = await host.Client.Pipeline(Fetch, "fail", new EnqueueOptions { Id = "p" }).Then(Double).Then(IsEven).Then(Tell).EnqueueAsync();

        var e = await Assert.ThrowsAsync<TaskFailedException>(() => last.WaitAsync(QueueHost.Patience));
        Assert.Equal("Task p.4 was not run: p.3, which it waited for, failed.", e.Error.Message);
        Assert.Equal(["p"], _ran.Select(task => task.Id));
        Assert.Equal(["p"], (await host.Client.DeadLetters.ListAsync()).Select(letter => letter.TaskId));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pipeline_EnqueuedAgainWithTheSameId_AddsNothing(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var pipeline = host.Client.Pipeline(Fetch, "abc", new EnqueueOptions { Id = "p" }).Then(Double).Then(IsEven);

        await (await pipeline.EnqueueAsync()).WaitAsync(QueueHost.Patience);
        await (await pipeline.EnqueueAsync()).WaitAsync(QueueHost.Patience);

        Assert.Equal(3, _ran.Count);
    }

    [Fact]
    public async Task Stage_InsideATask_IsOfItsConversation()
    {
        var outer = new TaskDefinition<int>("pipe.outer");
        await using var host = await StartAsync(onRedis: false, set: streaq => streaq.Map(
            outer, (int _, IStreaqClient client) => client.Pipeline(Fetch, "abc").Then(IsEven).Then(Tell).EnqueueAsync()));

        var handle = await host.Client.EnqueueAsync(outer, 1);
        await _told.Task.WaitAsync(QueueHost.Patience);

        Assert.All(_ran, task => Assert.Equal(handle.Id, task.Root));
    }

    [Fact]
    public async Task EnqueueMiddleware_SeesEveryStage()
    {
        var seen = new List<(string, object?)>();
        await using var host = await StartAsync(onRedis: false, set: streaq => streaq.UseEnqueue((context, next) =>
        {
            seen.Add((context.Task.Name, context.Arguments));
            return next(context);
        }));

        var last = await host.Client.Pipeline(Fetch, "abc").Then(Double).EnqueueAsync();

        Assert.Equal(6, await last.ResultAsync(QueueHost.Patience));
        Assert.Equal([("pipe.fetch", "abc"), ("pipe.double", 0)], seen);
    }

    [Fact]
    public async Task Stage_AgainstARule_IsRefused()
    {
        await using var host = await StartAsync(onRedis: false);
        var pipeline = host.Client.Pipeline(Double, 1);

        Assert.Throws<ArgumentException>("options", () => pipeline.Then(Double, new EnqueueOptions { DeduplicationKey = "k" }));
        Assert.Throws<ArgumentException>("Id", () => pipeline.Then(Double, new EnqueueOptions { Id = "a b" }));
        Assert.Throws<ArgumentNullException>("task", () => pipeline.Then((TaskDefinition<int>)null!));
        for (var i = 1; i < 100; i++)
        {
            pipeline = pipeline.Then(Double);
        }

        Assert.StartsWith("A pipeline has at most 100 stages", Assert.Throws<InvalidOperationException>(() => pipeline.Then(Double)).Message);
    }

    private Task<QueueHost> StartAsync(bool onRedis, TimeSpan? ttl = null, Action<StreaqBuilder>? set = null) => QueueHost.StartAsync(
        streaq =>
        {
            streaq.AddWorker(worker => worker.Concurrency = 1);
            streaq.Use((context, next) =>
            {
                if (context.TaskName.StartsWith("pipe.", StringComparison.Ordinal) && context.TaskName != "pipe.outer")
                {
                    _ran.Add((context.TaskId, context.Message.Root, context.Priority));
                }

                return next(context);
            });
            var keep = ttl ?? TimeSpan.FromMinutes(5);
            streaq.Map(Fetch, (string url) => url == "fail" ? throw new InvalidOperationException("It broke.") : url.Length).WithResultTtl(keep);
            streaq.Map(Double, (int number) => 2 * number).WithResultTtl(keep);
            streaq.Map(IsEven, (int number) => number % 2 == 0).WithResultTtl(keep);
            streaq.Map(Tell, (bool even) => _told.SetResult(even)).WithResultTtl(keep);
            set?.Invoke(streaq);
        },
        onRedis ? redis.Server.ConnectionString : null);
}
