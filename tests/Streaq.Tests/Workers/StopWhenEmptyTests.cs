using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Streaq.Tests.Workers;

/// <summary>A worker for a batch job: it stops the host when nothing is left to do.</summary>
[Collection(RedisCollection.Name)]
public sealed class StopWhenEmptyTests(RedisFixture redis)
{
    private static readonly TaskDefinition<string> Step = new("the.step");
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(60);

    private readonly ConcurrentQueue<string> _ran = [];

    [Fact]
    public async Task Queue_WithDelayedRetriedAndFollowingTasks_IsWorkedOffFirst()
    {
        var time = new FakeTime();
        await AssertWorkedOffAsync(redisOrNone: null, time);
    }

    [Fact]
    public async Task Queue_OnRedis_IsWorkedOffFirst() => await AssertWorkedOffAsync(redis.Server.ConnectionString, time: null);

    [Fact]
    public async Task Queue_EmptyFromTheStart_StopsAtOnce()
    {
        await using var host = await StartAsync(redisOrNone: null, time: null, []);

        await StoppingAsync(host).WaitAsync(QueueHost.Patience);
    }

    [Fact]
    public async Task Worker_WithoutTheOption_GoesOn()
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Step, (string _) => { }));
        await (await host.Client.EnqueueAsync(Step, "only")).WaitAsync(QueueHost.Patience);
        await (await host.Client.EnqueueAsync(Step, "one more")).WaitAsync(QueueHost.Patience);

        Assert.False(host.Lifetime.ApplicationStopping.IsCancellationRequested);
    }

    private async Task AssertWorkedOffAsync(string? redisOrNone, FakeTime? time)
    {
        await using var host = await StartAsync(redisOrNone, time, ["first"]);
        var stopping = StoppingAsync(host);
        if (time is not null)
        {
            await time.FlyAsync(TimeSpan.FromMilliseconds(50), stopping);
        }

        await stopping.WaitAsync(QueueHost.Patience);

        Assert.Equal(["delayed", "first", "follow-up", "retried 1", "retried 2"], _ran.Order());
        var counts = await host.Client.CountsAsync();
        Assert.Equal((0, 0, 0), (counts.Ready.Values.Sum(), counts.Scheduled, counts.Running));
    }

    private static Task StoppingAsync(QueueHost host)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Lifetime.ApplicationStopping.Register(stopping.SetResult);
        return stopping.Task;
    }

    private Task<QueueHost> StartAsync(string? redisOrNone, FakeTime? time, string[] first) => QueueHost.StartAsync(
        streaq =>
        {
            // Hosted services start in order: the tasks are enqueued before the worker reads.
            streaq.Services.AddHostedService(provider => new Producer(provider.GetRequiredService<IStreaqClient>(), first));
            streaq.AddWorker(worker => (worker.StopWhenEmpty, worker.LeaseDuration) = (true, TimeSpan.FromDays(1)));
            streaq.Map(Step, (string step, TaskContext context, IStreaqClient client) => RunAsync(step, context, client));
        },
        redisOrNone,
        services: services => services.AddSingleton<TimeProvider>(time ?? TimeProvider.System));

    private async Task RunAsync(string step, TaskContext context, IStreaqClient client)
    {
        _ran.Enqueue(step is "retried" ? $"retried {context.Attempt}" : step);
        switch (step)
        {
            case "first":
                await client.EnqueueAsync(Step, "delayed", new EnqueueOptions { Delay = Soon }, context.CancellationToken);
                await client.EnqueueAsync(Step, "retried", cancellationToken: context.CancellationToken);
                break;
            case "retried" when context.Attempt == 1:
                throw new StreaqRetryException("later", Soon);
            case "retried":
                await client.EnqueueAsync(Step, "follow-up", cancellationToken: context.CancellationToken);
                break;
        }
    }

    private sealed class Producer(IStreaqClient client, string[] first) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => client.EnqueueManyAsync(Step, first, cancellationToken: cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
