namespace Streaq.Tests.Client;

/// <summary>Middleware around enqueues.</summary>
public sealed class UseEnqueueTests
{
    private static readonly TaskDefinition<int, string> Echo = new("the.echo");

    [Fact]
    public async Task Middleware_InTheOrderOfRegistration_WrapsFromTheOutside()
    {
        var steps = new List<string>();
        IStreaqClient? client = null;
        await using var host = await QueueHost.StartAsync(streaq => streaq.UseEnqueue(Step("outer")).UseEnqueue(Step("inner")));
        client = host.Client;

        await host.Client.EnqueueAsync(Echo, 1);

        Assert.Equal(["outer before 0", "inner before 0", "inner after 1", "outer after 1"], steps);

        Func<EnqueueContext, EnqueueDelegate, Task> Step(string name) => async (context, next) =>
        {
            steps.Add($"{name} before {await ReadyAsync()}");
            await next(context);
            steps.Add($"{name} after {await ReadyAsync()}");
        };

        async Task<long> ReadyAsync() => (await client!.CountsAsync()).Ready.Values.Sum();
    }

    [Fact]
    public async Task Context_OfAnEnqueue_DescribesTheTask()
    {
        EnqueueContext? seen = null;
        await using var host = await QueueHost.StartAsync(streaq => streaq.UseEnqueue((context, next) => next(seen = context)));
        using var cancellation = new CancellationTokenSource();

        var handle = await host.Client.EnqueueAsync(
            Echo, 7, new EnqueueOptions { Headers = new Dictionary<string, string> { ["Tenant"] = "a" } }, cancellation.Token);

        Assert.Equal((Echo, handle.Id, 7), (seen!.Task, seen.TaskId, (int)seen.Arguments!));
        Assert.Equal("a", seen.Headers["tenant"]);
        Assert.Equal(cancellation.Token, seen.CancellationToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ArgumentAndHeaders_ChangedBeforeNext_Travel(bool batch)
    {
        await using var host = await QueueHost.StartAsync(streaq =>
        {
            streaq.AddWorker().Map(Echo, (int x, TaskContext context) => $"{x} {context.Headers["tenant"]}");
            streaq.UseEnqueue((context, next) =>
            {
                context.Arguments = (int)context.Arguments! * 2;
                context.Headers["tenant"] = "a";
                return next(context);
            });
        });

        var handle = batch ? (await host.Client.EnqueueManyAsync(Echo, [21]))[0] : await host.Client.EnqueueAsync(Echo, 21);

        Assert.Equal("42 a", await handle.ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Options_ChangedBeforeNext_Apply(bool batch)
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.UseEnqueue((context, next) =>
        {
            context.Options = context.Options with { Priority = "low", Id = "another" };
            return next(context);
        }));

        var handle = batch ? (await host.Client.EnqueueManyAsync(Echo, [21]))[0] : await host.Client.EnqueueAsync(Echo, 21);

        Assert.Equal(1, (await host.Client.CountsAsync()).Ready["low"]);
        Assert.NotEqual("another", handle.Id);
        Assert.Equal(TaskState.Ready, await handle.StateAsync());
    }

    [Fact]
    public async Task Options_ChangedBeforeNext_AreLogged()
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.UseEnqueue((context, next) =>
        {
            context.Options = context.Options with { Priority = "low" };
            return next(context);
        }));

        await host.Client.EnqueueAsync(Echo, 1);

        Assert.EndsWith("priority low", Assert.Single(host.Log.Lines, line => line.Event.Name == "streaq.task.enqueued").Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Next_NotCalled_ThrowsAndEnqueuesNothing(bool batch)
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.UseEnqueue((_, _) => Task.CompletedTask));

        var e = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => _ = batch ? (object)await host.Client.EnqueueManyAsync(Echo, [1, 2]) : await host.Client.EnqueueAsync(Echo, 1));

        Assert.StartsWith("Task 'the.echo' was not enqueued: a UseEnqueue middleware neither called next nor set Handle.", e.Message);
        Assert.Equal(0, (await host.Client.CountsAsync()).Ready.Values.Sum());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Next_CalledTwice_EnqueuesOnce(bool batch)
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.UseEnqueue(async (context, next) =>
        {
            await next(context);
            await next(context);
        }));

        var handles = batch ? await host.Client.EnqueueManyAsync(Echo, [1, 2]) : [await host.Client.EnqueueAsync(Echo, 1), await host.Client.EnqueueAsync(Echo, 2)];

        Assert.Equal(2, handles.Count);
        Assert.Equal(2, (await host.Client.CountsAsync()).Ready["normal"]);
    }

    [Fact]
    public async Task Exception_OfAMiddleware_RefusesTheTask()
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.UseEnqueue((_, _) => throw new UnauthorizedAccessException("no tenant")));

        var e = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => host.Client.EnqueueAsync(Echo, 1));

        Assert.Equal("no tenant", e.Message);
    }

    [Theory]
    [InlineData("text")]
    [InlineData(null)]
    public async Task Argument_OfAnotherType_IsRefused(object? value)
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.UseEnqueue((context, next) =>
        {
            context.Arguments = value;
            return next(context);
        }));

        var e = await Assert.ThrowsAsync<ArgumentException>(() => host.Client.EnqueueAsync(Echo, 1));

        Assert.StartsWith("The argument of task 'the.echo' is of type System.Int32, not ", e.Message);
    }
}
