namespace Streaq.Tests.Client;

/// <summary>A task that is enqueued inside a task knows that task, and the first one of the conversation.</summary>
[Collection(RedisCollection.Name)]
public sealed class ConversationTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int> Chain = new("chain.link");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Task_EnqueuedInsideATask_KnowsItsParentAndItsRoot(bool onRedis)
    {
        var seen = new List<(string Id, string? Parent, string Root)>();
        var done = new TaskCompletionSource();
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Chain, async (int left, TaskContext context, IStreaqClient client) =>
            {
                seen.Add((context.TaskId, context.Message.Details.ParentId, context.Message.Root));
                if (left == 0)
                {
                    done.SetResult();
                }
                else if (left % 2 == 0)
                {
                    await client.EnqueueAsync(Chain, left - 1, cancellationToken: context.CancellationToken);
                }
                else
                {
                    await client.EnqueueManyAsync(Chain, [left - 1], cancellationToken: context.CancellationToken);
                }
            }),
            onRedis ? redis.Server.ConnectionString : null);

        var root = await host.Client.EnqueueAsync(Chain, 2);
        await done.Task.WaitAsync(QueueHost.Patience);

        Assert.Equal([(root.Id, null, root.Id), (seen[1].Id, root.Id, root.Id), (seen[2].Id, seen[1].Id, root.Id)], seen);
        Assert.Equal(3, seen.DistinctBy(task => task.Id).Count());
    }

    [Fact]
    public async Task Task_EnqueuedByAMiddlewareAfterTheHandler_KnowsItsParentToo()
    {
        var parent = new TaskCompletionSource<string?>();
        await using var host = await QueueHost.StartAsync(streaq =>
        {
            streaq.AddWorker().Map(Chain, (int left, TaskContext context) =>
            {
                if (left == 0)
                {
                    parent.SetResult(context.Message.Details.ParentId);
                }
            });
            streaq.Use(async (context, next) =>
            {
                await next(context);
                if (context.Arguments is 1)
                {
                    await ((IStreaqClient)context.Services.GetService(typeof(IStreaqClient))!).EnqueueAsync(Chain, 0, cancellationToken: context.CancellationToken);
                }
            });
        });

        var root = await host.Client.EnqueueAsync(Chain, 1);

        Assert.Equal(root.Id, await parent.Task.WaitAsync(QueueHost.Patience));
    }
}
