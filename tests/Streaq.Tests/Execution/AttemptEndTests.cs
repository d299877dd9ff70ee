using System.Diagnostics;

namespace Streaq.Tests.Execution;

public sealed class AttemptEndTests
{
    private static readonly TaskDefinition<string> Work = new("end.work");

    [Fact]
    public async Task OnEnded_AfterAnOuterMiddlewareMadeARetry_GetsTheRetry()
    {
        var told = new TaskCompletionSource<TaskOutcome>();
        await using var host = await QueueHost.StartAsync(streaq =>
        {
            streaq.AddWorker().Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (FormatException e)
                {
                    throw new StreaqRetryException("later", TimeSpan.FromDays(1), e);
                }
            });
            streaq.Map(Work, (string _, TaskContext context) =>
            {
                context.OnEnded(told.SetResult);
                throw new FormatException("bad");
            });
        });

        await host.Client.EnqueueAsync(Work, "");

        Assert.Equal(TaskOutcome.Retry, await told.Task.WaitAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task OnEnded_SeveralTimes_CallsEachInItsOrderInsideTheSpan()
    {
        var queue = $"test-{Guid.NewGuid():N}";
        using var spans = new ActivityLog(queue);
        var told = new List<(int Number, string? Span)>();
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (string _, TaskContext context) =>
            {
                context.OnEnded(_ => told.Add((1, Activity.Current?.DisplayName)));
                context.OnEnded(_ => told.Add((2, Activity.Current?.DisplayName)));
            }),
            queue: queue);

        await host.Client.EnqueueAsync(Work, "");

        await spans.WaitForAsync(span => span.DisplayName == "process end.work").WaitAsync(QueueHost.Patience);
        Assert.Equal([(1, "process end.work"), (2, "process end.work")], told);
    }

    [Fact]
    public async Task OnEnded_ThatThrows_IsLoggedAndTheNextIsCalled()
    {
        var told = new TaskCompletionSource<TaskOutcome>();
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, (string _, TaskContext context) =>
        {
            context.OnEnded(_ => throw new InvalidOperationException("no"));
            context.OnEnded(told.SetResult);
        }));

        var handle = await host.Client.EnqueueAsync(Work, "");

        await handle.WaitAsync(QueueHost.Patience);
        Assert.Equal(TaskOutcome.Success, await told.Task.WaitAsync(QueueHost.Patience));
        Assert.Equal("no", (await host.Log.SeenAsync("streaq.task.callback_threw").WaitAsync(QueueHost.Patience)).Exception!.Message);
    }

    [Fact]
    public async Task OnEnded_AfterTheEnd_IsCalledAtOnce()
    {
        var ended = new TaskCompletionSource<TaskContext>();
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, (string _, TaskContext context) =>
        {
            Assert.Null(context.Outcome);
            context.OnEnded(_ => ended.SetResult(context));
        }));
        await host.Client.EnqueueAsync(Work, "");
        var left = await ended.Task.WaitAsync(QueueHost.Patience);

        TaskOutcome? told = null;
        left.OnEnded(outcome => told = outcome);

        Assert.Equal((TaskOutcome.Success, TaskOutcome.Success), (told, left.Outcome));
    }

    [Fact]
    public async Task OnEnded_WithoutACallback_Throws()
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, (string _, TaskContext context) => context.OnEnded(null!)));

        var handle = await host.Client.EnqueueAsync(Work, "");

        var failure = await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));
        Assert.Equal(typeof(ArgumentNullException).FullName, failure.Error.Type);
    }
}
