using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Lists of tasks by state, page by page.</summary>
public abstract partial class StoreConformance
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(TaskState.Ready)]
    [InlineData(TaskState.Running)]
    [InlineData(TaskState.Scheduled)]
    [InlineData(TaskState.Succeeded)]
    [InlineData(TaskState.Aborted)]
    [InlineData(TaskState.Expired)]
    [InlineData(TaskState.Failed)]
    public async Task List_OfAState_HasEachOfItsTasksOnceOverAllPages(TaskState state)
    {
        // One in every state, and more than a page in the listed one. The ready tasks come last, so that they are not
        // fetched.
        foreach (var other in new[] { TaskState.Succeeded, TaskState.Failed, TaskState.Aborted, TaskState.Expired, TaskState.Running, TaskState.Scheduled, TaskState.Ready })
        {
            for (var i = 0; i < 4 && other == state; i++)
            {
                await PutAsync($"more-{i}", Sample.Priorities[i % 3], state);
            }

            await PutAsync($"{other}", "normal", other);
        }

        var (ids, pages) = (new List<string>(), 0);
        for (string? continuation = null; pages == 0 || continuation is not null; pages++)
        {
            var page = await ListAsync(state, 2, continuation);
            Assert.All(page.Tasks, task => Assert.Equal(state, task.Value.State));
            Assert.InRange(page.Tasks.Count, 0, 2);
            ids.AddRange(page.Tasks.Select(task => task.Key));
            continuation = page.Continuation;
        }

        Assert.Equal([$"{state}", "more-0", "more-1", "more-2", "more-3"], ids.Order(StringComparer.Ordinal));
        Assert.InRange(pages, 3, 4);
    }

    [Theory]
    [InlineData(TaskState.Ready)]
    [InlineData(TaskState.Running)]
    [InlineData(TaskState.Scheduled)]
    [InlineData(TaskState.Succeeded)]
    [InlineData(TaskState.Waiting)]
    [InlineData(TaskState.Failed)]
    public async Task List_OfAnEmptyQueue_IsEmpty(TaskState state)
    {
        var list = await ListAsync(state, 10, continuation: null);

        Assert.Empty(list.Tasks);
        Assert.Null(list.Continuation);
    }

    [Fact]
    public async Task List_OfScheduledTasks_ComesByDueTimeAndGoesOnWhenTasksLeave()
    {
        foreach (var minutes in new[] { 3, 1, 2, 4 })
        {
            await EnqueueAsync(Sample.Task($"in-{minutes}") with { Delay = TimeSpan.FromMinutes(minutes) });
        }

        var first = await ListAsync(TaskState.Scheduled, 2, continuation: null);

        Assert.Equal(["in-1", "in-2"], first.Tasks.Select(task => task.Key));
        Assert.Equal(["in-3", "in-4"], (await ListAsync(TaskState.Scheduled, 2, first.Continuation)).Tasks.Select(task => task.Key));
        var due = first.Tasks[0].Value;
        Assert.InRange(due.DueAt, await ClockAsync() + 50_000, await ClockAsync() + 60_000);
        Assert.Equal("test.sample", due.Message!.Name);
    }

    [Fact]
    public async Task List_OfWaitingTasks_HasThoseThatWaitForOthersAndForLimits()
    {
        var lease = await JoinAsync();
        await OpenGroupAsync("group", 1);
        var held = await FetchManyAsync(lease, "limited-1", "limited-2", "limited-3");
        await EnqueueAsync(Sample.Task("first"));
        Assert.Equal([], (await ListAsync(TaskState.Waiting, 10, null)).Tasks.Select(task => task.Key));
        await Store.EnqueueWaitingAsync([After("after-1", "first"), After("after-2", "first"), After("after-3", "after-1")], default);
        Assert.Equal(["limited-1"], await BeginAsync(held, One));

        var (ids, pages) = (new List<string>(), 0);
        for (string? continuation = null; pages == 0 || continuation is not null; pages++)
        {
            var page = await ListAsync(TaskState.Waiting, 2, continuation);
            Assert.All(page.Tasks, task => Assert.Equal((TaskState.Waiting, "test.sample"), (task.Value.State, task.Value.Message!.Name)));
            ids.AddRange(page.Tasks.Select(task => task.Key));
            continuation = page.Continuation;
        }

        Assert.Equal(["after-1", "after-2", "after-3", "limited-2", "limited-3"], ids);
        Assert.Equal(3, pages);
        Assert.Equal(5, (await CountAsync()).Waiting);
    }

    [Fact]
    public async Task List_OfReadyTasks_ComesByPriorityAndAge()
    {
        foreach (var (id, priority) in new[] { ("a", "low"), ("b", "high"), ("c", "normal"), ("d", "high") })
        {
            await EnqueueAsync(Sample.Task(id, priority));
        }

        Assert.Equal(["b", "d", "c", "a"], (await ListAsync(TaskState.Ready, 10, continuation: null)).Tasks.Select(task => task.Key));
    }

    [Fact]
    public async Task List_AndLookUp_TellTheMessageWithoutItsBody()
    {
        await EnqueueAsync(new(Sample.Message("a", "high") with { Attempt = 2, TraceParent = Trace }));
        Assert.Equal(("test.sample", "high", 2, Trace), Told((await Store.LookUpAsync("a", default)).Message!));
        Assert.Equal(("test.sample", "high", 2, Trace), Told(Assert.Single((await ListAsync(TaskState.Ready, 10, null)).Tasks).Value.Message!));
        var lease = await JoinAsync("holder");
        await FetchOneAsync(lease);
        var since = await ClockAsync();

        var listed = Assert.Single((await ListAsync(TaskState.Running, 10, null)).Tasks).Value;
        var found = await Store.LookUpAsync("a", default);

        Assert.All([listed, found], running =>
        {
            Assert.Equal(("holder", ("test.sample", "high", 2, Trace)), (running.Worker, Told(running.Message!)));
            Assert.Equal(0, running.Message!.Body.Length);
            Assert.InRange(running.HeldSince, since - 5_000, since + 5_000);
        });
        await lease.NoteAttemptsAsync([new("a", Trace.Replace('0', '1'))], [], default);
        Assert.Equal(Trace.Replace('0', '1'), (await Store.LookUpAsync("a", default)).AttemptTraceParent);
        Assert.Equal(Trace.Replace('0', '1'), Assert.Single((await ListAsync(TaskState.Running, 10, null)).Tasks).Value.AttemptTraceParent);
    }

    [Fact]
    public async Task List_OfFailedTasks_HasTheirErrors()
    {
        await PutAsync("a", "low", TaskState.Failed);

        var failed = Assert.Single((await ListAsync(TaskState.Failed, 10, null)).Tasks).Value;

        Assert.Equal(("low", "System.InvalidOperationException", "w1", 1), (failed.Message!.Priority, failed.Record!.Error!.Type, failed.Record.Worker, failed.Record.Attempts));
        Assert.Equal(Trace[3..35], failed.Record.TraceId);
        Assert.Null(failed.Record.Error.StackTrace);
    }

    [Fact]
    public async Task List_OfTasksWhoseIdsHaveColons_IsContinued()
    {
        foreach (var id in new[] { "order:1", "order:2" })
        {
            await EnqueueAsync(Sample.Task(id) with { Delay = TimeSpan.FromHours(1) });
        }

        var first = await ListAsync(TaskState.Scheduled, 1, null);
        var second = await ListAsync(TaskState.Scheduled, 1, first.Continuation);

        Assert.Equal(["order:1", "order:2"], first.Tasks.Concat(second.Tasks).Select(task => task.Key).Order());
    }

    [Theory]
    [InlineData(TaskState.Ready)]
    [InlineData(TaskState.Scheduled)]
    [InlineData(TaskState.Succeeded)]
    [InlineData(TaskState.Failed)]
    public async Task Continuation_OfAnotherKind_IsRefused(TaskState state)
    {
        foreach (var foreign in new[] { "no such place", "a:b:c", ":", "", "99999999999999", "-1:-1" })
        {
            await Assert.ThrowsAsync<ArgumentException>("continuation", () => ListAsync(state, 10, foreign));
        }
    }

    private static (string, string, int, string?) Told(TaskMessage message) => (message.Name, message.Priority, message.Attempt, message.TraceParent);

    private Task<TaskList> ListAsync(TaskState state, int limit, string? continuation) =>
        Store.ListAsync(new TaskListQuery(state, Sample.Priorities, limit, continuation), default).AsTask();

    /// <summary>Puts a task into a state, and leaves all others where they are.</summary>
    private async Task PutAsync(string id, string priority, TaskState state)
    {
        if (state is TaskState.Scheduled)
        {
            await EnqueueAsync(Sample.Task(id, priority) with { Delay = TimeSpan.FromHours(1) });
            return;
        }

        await EnqueueAsync(Sample.Task(id, priority));
        if (state is TaskState.Ready)
        {
            return;
        }

        var lease = _leases.Count > 0 ? _leases[0] : await JoinAsync();
        var delivery = await FetchOneAsync(lease);
        var success = Sample.Success(delivery);
        Settlement? settlement = state switch
        {
            TaskState.Running => null,
            TaskState.Succeeded => success,
            TaskState.Failed => Sample.Failure(delivery, await ClockAsync()),
            TaskState.Aborted => success with { Record = Ended(TaskOutcome.Aborted) },
            _ => success with { Record = Ended(TaskOutcome.Expired) },
        };
        if (settlement is not null)
        {
            await SettleAsync(lease, settlement);
        }

        byte[] Ended(TaskOutcome outcome) => RecordFormat.Write(RecordFormat.Read(success.Record) with { Outcome = outcome });
    }
}
