using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Client;

/// <summary>Middleware classes around enqueues, the tasks that they wrap, and handles that they return instead.</summary>
public sealed class EnqueueMiddlewareTests
{
    private static readonly TaskDefinition<int, string> Echo = new("the.echo");
    private static readonly TaskDefinition<int, string> Other = new("another");
    private static readonly TaskDefinition<int> Silent = new("silent");

    [Theory]
    [InlineData("the.echo", "queue group task")]
    [InlineData("another", "queue group")]
    [InlineData("unmapped", "queue")]
    public async Task Middleware_OfQueueGroupAndTask_WrapsTheirEnqueues(string task, string expected)
    {
        await using var host = await QueueHost.StartAsync(streaq =>
        {
            streaq.MapGroup(group =>
            {
                group.Map(Echo, (int x) => $"{x}").UseEnqueueMiddleware<Tag>("task");
                group.Map(Other, (int x) => $"{x}");
                group.UseEnqueueMiddleware<Tag>("group");
            });
            streaq.UseEnqueueMiddleware<Tag>("queue").AddWorker(worker => worker.Enabled = false);
        }, services: services => services.AddSingleton<Tags>());

        await host.Client.EnqueueAsync(new TaskDefinition<int, string>(task), 1);
        await host.Client.EnqueueManyAsync(new TaskDefinition<int, string>(task), [1, 2]);

        var all = host.Services.GetRequiredService<Tags>();
        Assert.Equal(string.Join(' ', Enumerable.Repeat(expected, 3)), string.Join(' ', all));
    }

    [Fact]
    public async Task Services_OfAnEnqueue_AreThoseOfTheAttemptInsideATask()
    {
        var seen = new List<bool>();
        await using var host = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.AddWorker().Map(Echo, async (int x, IStreaqClient client, Scoped scoped) =>
                {
                    scoped.IsOfAttempt = true;
                    await client.EnqueueAsync(Silent, x);
                    return "done";
                });
                streaq.Map(Silent, (int _) => { });
                streaq.UseEnqueue((context, next) =>
                {
                    seen.Add(context.Task == Silent && context.Services.GetRequiredService<Scoped>().IsOfAttempt);
                    return next(context);
                });
            },
            services: services => services.AddScoped<Scoped>());

        await (await host.Client.EnqueueAsync(Echo, 1)).WaitAsync(QueueHost.Patience);

        Assert.Equal([false, true], seen);
    }

    [Fact]
    public async Task Class_ThatIsRegistered_IsTheRegisteredOne()
    {
        var only = new Counting();
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.UseEnqueueMiddleware<Counting>(), services: services => services.AddSingleton(only));

        await host.Client.EnqueueManyAsync(Echo, [1, 2, 3]);

        Assert.Equal(3, only.Count);
    }

    [Fact]
    public async Task Handle_SetInsteadOfNext_IsTheCallers()
    {
        TaskHandle? first = null;
        await using var host = await QueueHost.StartAsync(streaq => streaq.UseEnqueue((context, next) =>
        {
            context.Handle = first;
            return first is null ? next(context) : Task.CompletedTask;
        }));
        var written = await host.Client.EnqueueAsync(Echo, 1);
        first = written;

        var answered = await host.Client.EnqueueAsync(Echo, 2);

        Assert.Same(written, answered);
        Assert.Equal(1, (await host.Client.CountsAsync()).Ready["normal"]);
    }

    [Fact]
    public async Task Handle_OfSomeOfABatch_StandsAtItsPlace()
    {
        var even = TaskHandle.Succeeded("even", "known");
        await using var host = await QueueHost.StartAsync(streaq => streaq.UseEnqueue((context, next) =>
        {
            context.Handle = (int)context.Arguments! % 2 == 0 ? even : null;
            return context.Handle is null ? next(context) : Task.CompletedTask;
        }));

        var handles = await host.Client.EnqueueManyAsync(Echo, [1, 2, 3, 4]);
        var none = await host.Client.EnqueueManyAsync(Echo, [2, 4]);

        Assert.Equal([false, true, false, true], handles.Select(handle => ReferenceEquals(handle, even)));
        Assert.Equal([even, even], none);
        Assert.Equal(2, (await host.Client.CountsAsync()).Ready["normal"]);
        Assert.Equal(4, handles.Select((handle, i) => ReferenceEquals(handle, even) ? $"even{i}" : handle.Id).Distinct().Count());
    }

    [Fact]
    public async Task Handle_OfAnotherResult_IsRefused()
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.UseEnqueue((context, _) =>
        {
            context.Handle = TaskHandle.Succeeded("other", 7);
            return Task.CompletedTask;
        }));

        var e = await Assert.ThrowsAsync<ArgumentException>(() => host.Client.EnqueueAsync(Echo, 1));

        Assert.StartsWith("The handle of task 'the.echo' must be a TaskHandle of its result's type", e.Message);
        Assert.Equal("other", (await host.Client.EnqueueAsync(Silent, 1)).Id);
    }

    [Theory]
    [InlineData("group")]
    [InlineData("pipeline")]
    public async Task Handle_ForATaskOfAGroupOrAPipeline_IsRefused(string way)
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.UseEnqueue((context, _) =>
        {
            context.Handle = TaskHandle.Succeeded("known", "known");
            return Task.CompletedTask;
        }));

        var e = await Assert.ThrowsAsync<InvalidOperationException>(async () => _ = way == "group"
            ? (object)await host.Client.GroupAsync(Echo, [1, 2])
            : await host.Client.Pipeline(Echo, 1).Then(new TaskDefinition<string, string>("then")).EnqueueAsync());

        Assert.StartsWith("A UseEnqueue middleware set a Handle instead of calling next for task 'the.echo'", e.Message);
        Assert.Equal(0, (await host.Client.CountsAsync()).Ready.Values.Sum());
    }

    private sealed class Tags : List<string>;

    private sealed class Tag(string name, Tags tags) : ITaskEnqueueMiddleware
    {
        public Task InvokeAsync(EnqueueContext context, EnqueueDelegate next)
        {
            tags.Add(name);
            return next(context);
        }
    }

    private sealed class Counting : ITaskEnqueueMiddleware
    {
        public int Count { get; private set; }

        public Task InvokeAsync(EnqueueContext context, EnqueueDelegate next)
        {
            Count++;
            return next(context);
        }
    }

    private sealed class Scoped
    {
        public bool IsOfAttempt { get; set; }
    }
}
