namespace Streaq.Tests.Security;

/// <summary>Everything that producers, workers and operators do, each over a connection of its own.</summary>
internal static class AclFlow
{
    public static readonly TaskDefinition<int, int> Double = new("acl.double");
    private static readonly TaskDefinition<int> Failing = new("acl.failing");
    private static readonly TaskDefinition<int> Retrying = new("acl.retrying");
    private static readonly TaskDefinition<int> Snoozing = new("acl.snoozing");
    private static readonly TaskDefinition<int> Unique = new("acl.unique");
    private static readonly TaskDefinition<int> Limited = new("acl.limited");
    private static readonly TaskDefinition<int> Waiting = new("acl.waiting");
    private static readonly TaskDefinition<int> Ticking = new("acl.ticking");
    private static readonly TaskDefinition<GroupProgress> Summary = new("acl.summary");

    /// <param name="producer">The connection string of the process that enqueues.</param>
    /// <param name="worker">The connection string of the worker.</param>
    /// <param name="operators">The connection string of the process that reads and acts.</param>
    /// <param name="accident">Makes Redis lose the scripts.</param>
    /// <returns>The queue's name.</returns>
    public static async Task<string> RunAsync(string producer, string worker, string operators, Func<Task> accident)
    {
        var (gate, ticked) = (new Gate(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var there = await QueueHost.StartAsync(streaq => Map(streaq, gate, ticked), worker);
        await using var here = await QueueHost.StartAsync(_ => { }, producer, queue: there.Queue);
        await using var desk = await QueueHost.StartAsync(_ => { }, operators, queue: there.Queue);

        await EnqueueAsync(here.Client);
        await accident();
        await EnqueueAsync(here.Client);
        await ScheduleAsync(here.Client, ticked);
        await AbortAsync(here.Client, desk.Client, gate);
        await OperateAsync(here.Client, desk.Client);
        await there.StopAsync();
        await KeepAsync(here.Client, desk.Client);
        Assert.NotEmpty(await desk.Client.RecentAsync());
        Assert.NotEqual(0, (await desk.Client.StatisticsAsync(TimeSpan.FromHours(1))).Total.Count);
        return there.Queue;
    }

    private static void Map(StreaqBuilder streaq, Gate gate, TaskCompletionSource ticked)
    {
        streaq.AddWorker();
        streaq.Map(Double, async (int x, TaskContext context) =>
        {
            await context.ReportProgressAsync(0.5);
            return x * 2;
        });
        streaq.Map(Failing, Task (int _) => throw new InvalidOperationException("It fails."));
        streaq.Map(Retrying, (int _, TaskContext context) => context.Attempt > 1 ? Task.CompletedTask : throw new StreaqRetryException("Again.", TimeSpan.FromMilliseconds(1)));
        var snoozed = 0;
        streaq.Map(Snoozing, (int _) => Interlocked.Increment(ref snoozed) % 2 == 0 ? Task.CompletedTask : throw new StreaqSnoozeException(TimeSpan.FromMilliseconds(1)));
        streaq.Map(Unique, (int _) => Task.CompletedTask).WithUnique();
        streaq.Map(Limited, (int _) => Task.CompletedTask).WithMaxConcurrency(1).WithRateLimit(1_000, TimeSpan.FromSeconds(1));
        streaq.Map(Waiting, (int _, CancellationToken stop) => gate.PassAsync(stop));
        streaq.Map(Ticking, (int _) => { ticked.TrySetResult(); });
        streaq.Map(Summary, (GroupProgress _) => Task.CompletedTask);
        streaq.Cron("acl.yearly", "0 0 1 1 *", () => Task.CompletedTask);
    }

    /// <summary>Keeps twice as much as the bounds allow, so that the oldest is dropped.</summary>
    private static async Task KeepAsync(IStreaqClient client, IStreaqClient desk)
    {
        string[] ids = [new('1', 32), new('2', 32)];
        foreach (var id in ids)
        {
            var span = new TraceSpan { SpanId = new('3', 16), Name = "span", StartedAt = DateTimeOffset.UnixEpoch };
            await client.Traces.KeepAsync([new TaskTrace(id, [span]) { Dropped = 1 }], new TraceBudget { MaxTraces = 1 });
        }

        Assert.Equal(ids[1], Assert.Single(await desk.Traces.FindAsync(ids)).TraceId);
    }

    private static async Task EnqueueAsync(IStreaqClient client)
    {
        var one = await client.EnqueueAsync(Double, 21, new EnqueueOptions { Priority = "normal", DeduplicationKey = "once" });
        Assert.Equal(42, await one.ResultAsync(QueueHost.Patience));
        var many = await client.EnqueueManyAsync(Double, Enumerable.Range(0, 300));
        await Task.WhenAll(many.Select(handle => handle.WaitAsync(QueueHost.Patience)));
        var delayed = await client.EnqueueAsync(Double, 1, new EnqueueOptions { Delay = TimeSpan.FromMilliseconds(1) });
        await foreach (var _ in delayed.ProgressAsync())
        {
        }

        var after = await client.EnqueueAsync(Double, 1, new EnqueueOptions { After = [one, delayed] });
        var pipeline = await client.Pipeline(Double, 1).Then(Double).EnqueueAsync();
        var group = await client.GroupAsync(Double, [1, 2, 3], new GroupOptions { OnFinished = Summary });
        await Task.WhenAll(after.WaitAsync(QueueHost.Patience), pipeline.WaitAsync(QueueHost.Patience));
        Assert.Equal([2, 4, 6], await group.ResultsAsync(QueueHost.Patience));
        await group.Finished!.WaitAsync(QueueHost.Patience);
        foreach (var task in (TaskDefinition<int>[])[Retrying, Snoozing, Unique, Limited])
        {
            var handle = await client.EnqueueAsync(task, 1);
            await handle.WaitAsync(QueueHost.Patience);
            Assert.Equal(TaskState.Succeeded, (await handle.ReportAsync()).State);
        }
    }

    private static async Task ScheduleAsync(IStreaqClient client, TaskCompletionSource ticked)
    {
        await client.ScheduleAsync("every-second", "* * * * * *", Ticking, 1);
        await ticked.Task.WaitAsync(QueueHost.Patience);
        Assert.True(await client.UnscheduleAsync("every-second"));
    }

    private static async Task AbortAsync(IStreaqClient client, IStreaqClient desk, Gate gate)
    {
        var running = await client.EnqueueAsync(Waiting, 1);
        await gate.Entered;
        var other = await client.EnqueueAsync(Waiting, 2);
        Assert.True(await running.AbortAsync(QueueHost.Patience));
        Assert.True(await desk.AbortAsync(other.Id, QueueHost.Patience));
    }

    private static async Task OperateAsync(IStreaqClient client, IStreaqClient desk)
    {
        var failed = await client.EnqueueAsync(Failing, 1);
        await Assert.ThrowsAsync<TaskFailedException>(() => failed.WaitAsync(QueueHost.Patience));
        Assert.Equal(failed.Id, Assert.Single(await desk.DeadLetters.ListAsync()).TaskId);
        Assert.NotNull(await desk.DeadLetters.FindAsync(failed.Id));
        Assert.True(await desk.PauseAsync());
        Assert.True((await desk.PausedAsync()).WholeQueue);
        Assert.Equal(ReplayResult.Replayed, await desk.DeadLetters.ReplayAsync(failed.Id));
        Assert.True(await desk.ResumeAsync());
        await Assert.ThrowsAsync<TaskFailedException>(() => failed.WaitAsync(QueueHost.Patience));
        Assert.Equal(failed.Id, Assert.Single((await desk.DeadLetters.PageAsync()).Letters).TaskId);
        Assert.Equal([ReplayResult.Replayed], await desk.DeadLetters.ReplayManyAsync([failed.Id]));
        await Assert.ThrowsAsync<TaskFailedException>(() => failed.WaitAsync(QueueHost.Patience));
        Assert.Equal([false], await desk.DeadLetters.DeleteManyAsync(["unknown"]));
        Assert.True(await desk.DeadLetters.DeleteAsync(failed.Id));
        foreach (var state in (TaskState[])[TaskState.Ready, TaskState.Running, TaskState.Scheduled, TaskState.Waiting, TaskState.Failed, TaskState.Succeeded])
        {
            await desk.ListAsync(state);
        }

        Assert.Equal(TaskState.Failed, (await desk.ReportAsync(failed.Id)).State);
        var worker = Assert.Single(await desk.WorkersAsync());
        Assert.Equal(1, (await desk.WorkerPageAsync()).Total);
        Assert.NotNull(await desk.WorkerAsync(worker.WorkerId));
        Assert.NotEmpty((await desk.SchedulePageAsync()).Schedules);
        Assert.NotEmpty(await desk.ListSchedulesAsync());
        var delayed = await client.EnqueueAsync(Double, 1, new EnqueueOptions { Delay = TimeSpan.FromDays(1) });
        Assert.Equal(RunNowResult.MadeReady, await desk.RunNowAsync(delayed.Id));
        await delayed.WaitAsync(QueueHost.Patience);
        await (await desk.RunScheduleAsync("acl.yearly"))!.WaitAsync(QueueHost.Patience);
        Assert.True(await desk.QueueExistsAsync());
        Assert.Single(await desk.QueueNamesAsync());
        Assert.Single(await desk.QueuesAsync(), queue => queue is { Counts: not null, Workers: 1 });
        await desk.CountsAsync();
    }
}
