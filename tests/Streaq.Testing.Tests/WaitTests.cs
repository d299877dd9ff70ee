namespace Streaq.Testing.Tests;

/// <summary>Waiting for a task in a test always ends: a ready task runs, and any other one is reported.</summary>
public sealed class WaitTests : IAsyncLifetime
{
    private static readonly TaskDefinition<int, int> Sum = new("sum");

    private readonly StreaqTestHost _queue = StreaqTestHost.Create(streaq =>
    {
        streaq.Map(Tasks.Double, (int x) => 2 * x);
        streaq.Map(Sum, async (int x, IStreaqClient client) => x + await (await client.EnqueueAsync(Tasks.Double, x)).ResultAsync(TimeSpan.FromSeconds(1)));
    });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _queue.DisposeAsync();

    [Fact]
    public async Task Result_OfAReadyTask_RunsIt()
    {
        var handle = await _queue.Client.EnqueueAsync(Tasks.Double, 21);

        Assert.Equal(42, await handle.ResultAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Result_WithinAHandler_RunsTheChild()
    {
        var handle = await _queue.Client.EnqueueAsync(Sum, 2);

        Assert.Equal(6, await handle.ResultAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Group_OfReadyTasks_RunsThem()
    {
        var group = await _queue.Client.GroupAsync(Tasks.Double, [1, 2, 3]);

        Assert.Equal(3, (await group.WaitAsync(TimeSpan.FromSeconds(5))).Succeeded);
    }

    [Fact]
    public async Task Result_OfADelayedTask_SaysHowToReachIt()
    {
        var handle = await _queue.Client.EnqueueAsync(Tasks.Double, 21, new EnqueueOptions { Delay = TimeSpan.FromMinutes(5) });

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => handle.ResultAsync(TimeSpan.FromSeconds(5)));

        Assert.Equal(
            $"Task {handle.Id} is scheduled for 2000-01-01 00:05:00Z, in 00:05:00, so waiting for it would never end: no worker runs in a test, and "
            + "no two attempts at a time. Call DrainAsync(within: …) to move the clock as far as it needs, or run what it waits for.",
            e.Message);
        await _queue.DrainAsync(within: TimeSpan.FromMinutes(5));
        Assert.Equal(42, await handle.ResultAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Group_WithADelayedTask_SaysHowToReachIt()
    {
        var group = await _queue.Client.GroupAsync(Tasks.Double, [1, 2], new GroupOptions { Each = new EnqueueOptions { Delay = TimeSpan.FromHours(1) } });

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => group.WaitAsync(TimeSpan.FromSeconds(5)));

        Assert.StartsWith($"Of group {group.Id}, 2 tasks have not ended", e.Message);
    }

    [Fact]
    public async Task Progress_OfAReadyTask_RunsIt()
    {
        var handle = await _queue.Client.EnqueueAsync(Tasks.Double, 21);

        await foreach (var progress in handle.ProgressAsync())
        {
            Assert.Fail($"{progress}");
        }

        Assert.Equal(TaskState.Succeeded, await handle.StateAsync());
    }

    [Fact]
    public async Task Drain_WithoutABound_EndsWithTheLastTask()
    {
        await _queue.Client.EnqueueAsync(Tasks.Double, 21, new EnqueueOptions { Delay = TimeSpan.FromDays(400) });

        Assert.Single(await _queue.DrainAsync(within: TimeSpan.MaxValue));
    }

    [Fact]
    public async Task Result_OfTheTaskThatWaitsForIt_IsRefused()
    {
        var self = new TaskDefinition<int, int>("self");
        await using var queue = StreaqTestHost.Create(streaq => streaq.Map(
            self, (int x, TaskContext context, IStreaqClient client) => client.Handle<int>(context.TaskId).ResultAsync()));
        var handle = await queue.Client.EnqueueAsync(self, 1);

        var attempt = await queue.RunNextAsync();

        Assert.StartsWith(
            $"Task {handle.Id} is running, and so is the attempt that wants to wait for it, so waiting for it would never end",
            Assert.IsType<InvalidOperationException>(attempt?.Error).Message);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("next")]
    [InlineData("drain")]
    [InlineData("wait")]
    public async Task Handler_ThatNeverEnds_FailsItsTest(string way)
    {
        await using var queue = StreaqTestHost.Create(
            streaq => streaq.Map(Sum, (int _, TimeProvider time) => Task.Delay(TimeSpan.FromMilliseconds(1), time).ContinueWith(_ => 0)),
            testing: testing => testing.AttemptLimit = TimeSpan.FromMilliseconds(1));
        var handle = await queue.Client.EnqueueAsync(Sum, 1);

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => way switch
        {
            "run" => queue.RunAsync(Sum, 1),
            "next" => queue.RunNextAsync(),
            "drain" => queue.DrainAsync(),
            _ => handle.ResultAsync(TimeSpan.FromSeconds(5)),
        });

        Assert.StartsWith("The attempt of task 'sum' has not ended after 00:00:00.0010000 of real time (StreaqTestingOptions.AttemptLimit).", e.Message);
        // Lets the handler end, since disposing the queue waits for it.
        queue.Time.Advance(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Result_OfAnUnknownTask_IsNotFound() =>
        await Assert.ThrowsAsync<TaskNotFoundException>(() => _queue.Client.Handle<int>("unknown").ResultAsync(TimeSpan.FromSeconds(5)));
}
