using Streaq.Benchmarks.Boards;
using Streaq.Benchmarks.Measuring;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Benchmarks.Scaling;

/// <summary>Microseconds that each verb of a worker takes in Redis, and the number of commands of a heartbeat.</summary>
internal sealed class LeaseVerbs(RedisAccount account, ITaskStore store, string[] priorities)
{
    private const int Few = 10;
    private const int Reclaimed = 200;

    /// <param name="times">How often each verb is called.</param>
    /// <param name="enqueue">Enqueues that number of tasks, once.</param>
    public async Task<List<(string Name, double Value)>> MeasureAsync(int times, Func<Task> enqueue)
    {
        var leases = new List<IWorkerLease>();
        var deliveries = new List<Delivery>();
        // The first reclaim may read the tasks of all workers.
        await ReclaimAsync();
        var reclaim = await OfAsync(Few, _ => ReclaimAsync());
        var join = await OfAsync(
            Few, async i => leases.Add(await store.JoinAsync(IdleWorkers.Register(i, priorities), CancellationToken.None)));
        await enqueue();
        var worker = leases[0];
        var claim = await OfAsync(times, async _ =>
        {
            var fetched = new List<Delivery>();
            await worker.FetchAsync(room: 1, TimeSpan.Zero, fetched, CancellationToken.None);
            deliveries.AddRange(fetched);
        });
        var heartbeat = await OfAsync(times, async _ => await worker.RenewAsync(CancellationToken.None));
        var complete = await OfAsync(
            times, async i => await worker.SettleAsync([Success(deliveries[i], worker.Worker)], CancellationToken.None));
        var promote = await OfAsync(times, async _ => await store.PromoteDueAsync(Reclaimed, CancellationToken.None));
        var count = await OfAsync(Few, async _ => await store.CountAsync(priorities, CancellationToken.None));
        var leave = await OfAsync(Few, async i => await leases[i].LeaveAsync(CancellationToken.None));
        // A lease that disappears before it runs out makes the next reclaim read the tasks of all workers.
        var look = await OfAsync(Few, _ => ReclaimAsync(), async () => await worker.RenewAsync(CancellationToken.None));
        return
        [
            ("join_us", join.Microseconds), ("heartbeat_us", heartbeat.Microseconds), ("heartbeat_calls", heartbeat.Commands),
            ("claim_us", claim.Microseconds), ("complete_us", complete.Microseconds), ("promote_us", promote.Microseconds),
            ("reclaim_us", reclaim.Microseconds), ("reclaim_all_us", look.Microseconds), ("count_us", count.Microseconds),
            ("leave_us", leave.Microseconds),
        ];
    }

    private Task<VerbCost> OfAsync(int times, Func<int, ValueTask> verb, Func<ValueTask>? prepare = null) =>
        VerbCost.OfAsync(account, times, verb, prepare);

    private async ValueTask ReclaimAsync() => await store.ReclaimAsync(priorities, Reclaimed, CancellationToken.None);

    private static CompletionSettlement Success(Delivery delivery, string worker)
    {
        var record = new TaskRecord { Name = delivery.Message.Name, Outcome = TaskOutcome.Success, Attempts = 1, Worker = worker };
        return new CompletionSettlement(delivery, RecordFormat.Write(record), TimeSpan.FromMinutes(5));
    }
}
