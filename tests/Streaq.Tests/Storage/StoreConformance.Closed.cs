using Streaq.Storage;

namespace Streaq.Tests.Storage;

/// <summary>A closed store refuses every call, and ends every wait.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Store_Closed_RefusesEveryVerb()
    {
        await EnqueueAsync(Sample.Task("a"));
        await Store.DisposeAsync();

        foreach (var verb in (Func<Task>[])[
            () => EnqueueAsync(Sample.Task("b")),
            () => EnqueueAsync(Sample.Task("b") with { Delay = TimeSpan.FromHours(1) }),
            () => Store.EnqueueManyAsync([Sample.Task("b")], default).AsTask(),
            () => WaitingAsync(After("b", "a")),
            () => JoinAsync(),
            () => PromoteAsync(),
            () => ReclaimAsync().AsTask(),
            () => Store.AbortAsync("a", "", default, default).AsTask(),
            () => Store.RunNowAsync("a", default).AsTask(),
            () => StateAsync("a"),
            () => Store.WaitForEndAsync("a", default, default).AsTask(),
            () => CountAsync().AsTask(),
            () => Store.PrioritiesAsync(default).AsTask(),
            () => Store.ListAsync(new TaskListQuery(TaskState.Ready, Sample.Priorities, 10, null), default).AsTask(),
            () => Store.ListWorkersAsync(Sample.Priorities, default).AsTask(),
            () => Store.PageWorkersAsync(Sample.Priorities, 10, null, default).AsTask(),
            () => Store.FindWorkerAsync("w", Sample.Priorities, default).AsTask(),
            () => Store.TryReportAsync("r", TimeSpan.FromSeconds(1), default).AsTask(),
            () => OpenGroupAsync("g", 1).AsTask(),
            () => GroupAsync("g"),
            () => DeadAsync(),
            () => ReplayAsync("a"),
            () => Store.DeadLetters.DeleteAsync("a", default).AsTask(),
            () => Store.DeadLetters.PageAsync(1, null, default).AsTask(),
            () => Store.DeadLetters.ReadManyAsync(["a"], default).AsTask(),
            () => Store.DeadLetters.ReplayManyAsync([], default).AsTask(),
            () => Store.DeadLetters.DeleteManyAsync(["a"], default).AsTask(),
            () => Store.Pauses.PauseAsync(null, default).AsTask(),
            () => Store.Pauses.ReadAsync(default).AsTask(),
            () => Store.Schedules.RemoveAsync("s", default).AsTask(),
            () => Store.Schedules.ListAsync(default).AsTask(),
            () => Store.Schedules.FindAsync("s", default).AsTask(),
            () => Store.Schedules.PageAsync(10, null, default).AsTask(),
            () => Store.Statistics.AddAsync(new([], []), default).AsTask(),
            () => Store.Statistics.RecentAsync(1, default).AsTask(),
            () => StatisticsAsync(TimeSpan.FromHours(1)).AsTask(),
            () => Store.Traces.KeepAsync([], new TraceBudget(), 0, default).AsTask(),
            () => Store.Traces.ReadAsync(["0af7651916cd43dd8448eb211c80319c"], default).AsTask(),
            () => Store.Queues.HasThisAsync(Sample.Priorities, default).AsTask(),
            () => Store.Queues.ListAsync(default).AsTask(),
            () => Store.Progress.FindAsync("a", default).AsTask()])
        {
            await Assert.ThrowsAsync<StreaqStoreException>(() => verb().WaitAsync(QueueHost.Patience));
        }
    }

    [Fact]
    public async Task Store_Closed_EndsTheWaitsUnderWay()
    {
        await EnqueueAsync(Sample.Task("a"));
        await EnqueueAsync(Sample.Task("b"));
        var running = await FetchAllAsync(await JoinAsync());
        var end = await WaitingAsync("a");
        var abort = Store.AbortAsync(running[1].Message.Id, "", default, default).AsTask();
        await StateAsync("a");

        await Store.DisposeAsync();

        await Assert.ThrowsAsync<StreaqStoreException>(() => end);
        await Assert.ThrowsAsync<StreaqStoreException>(() => abort.WaitAsync(QueueHost.Patience));
    }
}
