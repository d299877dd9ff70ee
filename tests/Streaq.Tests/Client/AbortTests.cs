using System.Collections.Concurrent;

namespace Streaq.Tests.Client;

/// <summary>Aborts of tasks, from the view of an application.</summary>
[Collection(RedisCollection.Name)]
public sealed class AbortTests(RedisFixture redis)
{
    private static readonly TaskDefinition<string, string> Work = new("work");

    private readonly Gate _gate = new();
    private readonly TaskCompletionSource<TaskContext> _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _ran = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Abort_OfARunningTask_CancelsItsTokenAndConfirms(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var handle = await host.Client.EnqueueAsync(Work, "wait");
        await _gate.Entered;

        Assert.True(await handle.AbortAsync(QueueHost.Patience));

        Assert.True((await _cancelled.Task.WaitAsync(QueueHost.Patience)).IsAborted);
        await Assert.ThrowsAsync<TaskAbortedException>(() => handle.ResultAsync(QueueHost.Patience));
        var report = await handle.ReportAsync();
        Assert.Equal((TaskState.Aborted, TaskOutcome.Aborted, 1), (report.State, report.Outcome!.Value, report.Attempts));
        Assert.Null(report.Error);
        Assert.Empty(await host.Client.DeadLetters.ListAsync());
        Assert.DoesNotContain(host.Log.Lines, line => line.Event.Name is "messaging.process.exception" or "streaq.task.retrying");
    }

    /// <summary>A slot reuses its token: the next task must get one that is not cancelled.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Abort_OfARunningTask_DoesNotCancelTheNextTaskOfItsSlot(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var first = await host.Client.EnqueueAsync(Work, "wait");
        await _gate.Entered;
        var next = await host.Client.EnqueueAsync(Work, "token");

        Assert.True(await first.AbortAsync(QueueHost.Patience));

        Assert.Equal("not cancelled", await next.ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false, "throw")]
    [InlineData(true, "throw")]
    [InlineData(false, "retry")]
    [InlineData(true, "retry")]
    public async Task Abort_OfATaskThatThrowsSomethingElse_IsNeitherAFailureNorARetry(bool onRedis, string how)
    {
        await using var host = await StartAsync(onRedis);
        var handle = await host.Client.EnqueueAsync(Work, how);
        await _gate.Entered;

        Assert.True(await handle.AbortAsync(QueueHost.Patience));

        Assert.Equal(TaskState.Aborted, await handle.StateAsync());
        Assert.Empty(await host.Client.DeadLetters.ListAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Abort_OfATaskThatStillReturns_IsASuccess(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var handle = await host.Client.EnqueueAsync(Work, "finish");
        await _gate.Entered;

        Assert.False(await handle.AbortAsync(QueueHost.Patience));

        Assert.Equal("finished", await handle.ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Abort_OfAReadyAndAScheduledTask_RunsNeither(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        await host.Client.EnqueueAsync(Work, "block");
        await _gate.Entered;
        var ready = await host.Client.EnqueueAsync(Work, "ready");
        var scheduled = await host.Client.EnqueueAsync(Work, "scheduled", new EnqueueOptions { Delay = TimeSpan.FromHours(1) });

        Assert.True(await ready.AbortAsync());
        Assert.True(await host.Client.AbortAsync(scheduled.Id));

        _gate.Open();
        await (await host.Client.EnqueueAsync(Work, "token")).WaitAsync(QueueHost.Patience);
        Assert.Equal(["block", "token"], _ran);
        Assert.Equal((TaskState.Aborted, TaskState.Aborted), (await ready.StateAsync(), await scheduled.StateAsync()));
    }

    /// <summary>A worker holds more tasks than it runs. A held task that has not begun must not begin any more.</summary>
    [Fact]
    public async Task Abort_OfAPrefetchedTask_NeverCallsItsHandler()
    {
        await using var host = await StartAsync(onRedis: false, prefetch: 8);
        // Many quick tasks make the worker fetch ahead. The gate stops it in the middle of them.
        var handles = await host.Client.EnqueueManyAsync(Work, [.. Enumerable.Repeat("quick", 200), "block", .. Enumerable.Repeat("late", 20)]);
        await _gate.Entered;

        var aborting = handles.Skip(201).Select(handle => handle.AbortAsync(QueueHost.Patience)).ToList();
        _gate.Open();

        Assert.All(await Task.WhenAll(aborting), Assert.True);
        Assert.DoesNotContain("late", _ran);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Abort_OfATaskThatTakesLongerThanTheTimeout_AnswersNo(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var handle = await host.Client.EnqueueAsync(Work, "linger");
        await _gate.Entered;

        Assert.False(await handle.AbortAsync(TimeSpan.Zero));

        Assert.True((await _cancelled.Task.WaitAsync(QueueHost.Patience)).IsAborted);
        _gate.Open();
        await Assert.ThrowsAsync<TaskAbortedException>(() => handle.WaitAsync(QueueHost.Patience));
        Assert.True(await handle.AbortAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Abort_OfAnUnknownTask_AnswersNo(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);

        Assert.False(await host.Client.AbortAsync("unknown"));
    }

    [Fact]
    public async Task Abort_WithANegativeTimeoutOrABadId_IsRefused()
    {
        await using var host = await StartAsync(onRedis: false);

        Assert.Equal("timeout", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => host.Client.AbortAsync("a", TimeSpan.FromSeconds(-1)))).ParamName);
        Assert.Equal("taskId", (await Assert.ThrowsAsync<ArgumentException>(() => host.Client.AbortAsync("two words"))).ParamName);
    }

    [Fact]
    public async Task Abort_FromAnotherProcess_ReachesTheWorker()
    {
        await using var host = await StartAsync(onRedis: true);
        await using var other = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString, queue: host.Queue);
        var handle = await host.Client.EnqueueAsync(Work, "wait");
        await _gate.Entered;

        Assert.True(await other.Client.AbortAsync(handle.Id, QueueHost.Patience));
    }

    private Task<QueueHost> StartAsync(bool onRedis, int prefetch = 0) => QueueHost.StartAsync(
        streaq =>
        {
            streaq.AddWorker(worker =>
            {
                worker.Concurrency = 1;
                worker.Prefetch = prefetch;
            });
            streaq.Map(Work, (string how, TaskContext context) => RunAsync(how, context));
        },
        onRedis ? redis.Server.ConnectionString : null);

    private async Task<string> RunAsync(string how, TaskContext context)
    {
        _ran.Enqueue(how);
        switch (how)
        {
            case "wait":
                try
                {
                    await _gate.PassAsync(context.CancellationToken);
                }
                catch (OperationCanceledException)
                {
                    _cancelled.SetResult(context);
                    throw;
                }

                break;
            case "block":
                await _gate.PassAsync();
                break;
            case "linger":
                context.CancellationToken.Register(() => _cancelled.TrySetResult(context));
                await _gate.PassAsync();
                context.CancellationToken.ThrowIfCancellationRequested();
                break;
            case "throw" or "retry" or "finish":
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _gate.PassAsync(context.CancellationToken));
                return how switch
                {
                    "throw" => throw new InvalidOperationException("The connection was cut."),
                    "retry" => throw new StreaqRetryException("Once more."),
                    _ => "finished",
                };
            case "token":
                return context.CancellationToken.IsCancellationRequested ? "cancelled" : "not cancelled";
        }

        return how;
    }
}
