using Microsoft.Extensions.Logging;
using Streaq.Execution;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>A worker from joining to leaving, under one lease. A worker that loses its lease begins another session.</summary>
internal sealed class WorkerSession(
    WorkerOptions options,
    TaskExecutor executor,
    QueueTelemetry queue,
    WorkerPulse pulse,
    StoreOutage outage,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>The loops that an unexpected exception can end. They work again once a later session has renewed its lease.</summary>
    private static readonly string[] Loops =
        [nameof(AttemptNotes), nameof(Completer), nameof(FetchLoop), nameof(LeaseLoop), nameof(SlotLoop), nameof(WorkerSession)];

    private readonly string _id = $"{options.Name}-{Guid.NewGuid().ToString("N")[..8]}";
    private readonly WorkerTelemetry _telemetry = new(queue);
    private readonly TaskBuffer _buffer = new(options, time);
    private readonly AbortRequests _aborts = new();
    private readonly LoopFaults _faults = pulse.Faults;
    private WorkerStatistics? _statistics;
    private volatile bool _failed;

    /// <summary>The waiting times of a stop.</summary>
    public required StopTimes Stop { get; init; }

    /// <summary>Whether the session has renewed its lease at least once.</summary>
    public bool HasRenewed { get; private set; }

    /// <summary>Ends the session when the queue is empty; <see langword="null"/>: the session does not end for that.</summary>
    public EmptyQueue? Empty { get; init; }

    /// <summary>
    /// Works until it is stopped, the lease is lost, a loop fails or, with <see cref="Empty"/>, the queue is empty.
    /// </summary>
    /// <returns>Why it ended.</returns>
    /// <exception cref="StreaqStoreException">The store can't be reached to join.</exception>
    public async Task<SessionEnd> RunAsync(ITaskStore store, CancellationToken stopping)
    {
        var asked = time.GetTimestamp();
        var lease = await store.JoinAsync(Registration(), stopping).ConfigureAwait(false);
        await using var disposal = lease.ConfigureAwait(false);
        using var lost = new CancellationTokenSource();
        // A worker that can't fetch finishes its tasks. A worker that can't store or renew cancels them: their outcomes would be lost.
        using var broken = new CancellationTokenSource();
        using var useless = new CancellationTokenSource();
        using var cancelAttempts = CancellationTokenSource.CreateLinkedTokenSource(lost.Token, useless.Token);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource([stopping, lost.Token, broken.Token, useless.Token]);
        using var left = new CancellationTokenSource();

        pulse.Joined(asked, options.LeaseDuration, _buffer.Held);
        _telemetry.Joined(options.Concurrency);
        var notes = new AttemptNotes(lease, time, outage);
        _statistics = options.CollectStatistics ? new WorkerStatistics(store, _id, time) : null;
        var completer = new Completer(lease, executor, new SettleTelemetry(queue), time, outage)
        {
            LeaseLost = lost.Cancel,
            Stored = _statistics is null ? null : _statistics.Add,
        };
        var completing = WatchAsync(nameof(Completer), () => completer.RunAsync(lost.Token), useless);
        var renewing = WatchAsync(nameof(LeaseLoop), () => RenewAsync(lease, lost, left.Token), useless);
        var hosts = new AttemptHost[options.Concurrency];
        for (var i = 0; i < hosts.Length; i++)
        {
            hosts[i] = executor.Host(store, lease, notes.AddSlot(), _aborts, cancelAttempts.Token) with { Lost = lost.Token };
        }

        _aborts.Told = request => Array.Exists(hosts, host => host.Cancellation.TryAbort(request));
        var blocked = new BlockedCalls(hosts, TimeProvider.System, logger);
        var pool = new PoolWatch(WorkPool.Instance, () => blocked.Running, _id, logger);
        using var lookout = new Lookout(Lookout.IntervalFor(options.LeaseDuration), blocked.Look, pool.Look);
        lookout.Start();
        var noting = WatchAsync(nameof(AttemptNotes), () => notes.RunAsync(left.Token), broken);
        var slot = new SlotLoop(executor, _buffer, completer, _telemetry);
        var slots = hosts.Select(host => WatchAsync(nameof(SlotLoop), () => slot.RunAsync(host, stopping, ending.Token), broken)).ToArray();
        var fetch = new FetchLoop(lease, _buffer, new ReceiveTelemetry(queue), pulse, Empty, time, outage)
        {
            LeaseLost = lost.Cancel,
        };

        await WatchAsync(nameof(FetchLoop), () => fetch.RunAsync(ending.Token), broken).ConfigureAwait(false);
        pulse.FetchEnded(leaseLost: lost.IsCancellationRequested);
        _buffer.Complete();
        await FinishSlotsAsync(slots, hosts, cancelAttempts).ConfigureAwait(false);
        completer.Complete();
        await completing.ConfigureAwait(false);
        await left.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(renewing, noting).ConfigureAwait(false);
        _telemetry.Left();
        var end = await LeaveAsync(lease, lost.IsCancellationRequested, stopping).ConfigureAwait(false);
        // Other workers run its tasks by now.
        await (_statistics?.FinishAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        return end;
    }

    /// <summary>
    /// Runs a loop. No loop should end by an exception. If one does, the session reports it at once and ends in order. Other workers or the
    /// next session then run its tasks.
    /// </summary>
    private async Task WatchAsync(string loop, Func<Task> run, CancellationTokenSource end)
    {
        try
        {
            await run().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // This method reports every exception.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failed = true;
            _faults.Report(loop, e);
            await end.CancelAsync().ConfigureAwait(false);
        }
    }

    private WorkerRegistration Registration() => new(_id, options.ServedPriorities, options.LeaseDuration)
    {
        Name = options.Name,
        Concurrency = options.Concurrency,
        PriorityPolicy = options.PriorityPolicy,
        Aborts = _aborts,
        MayHoldTasks = () => _buffer.Held.Count > 0,
    };

    private async Task RenewAsync(IWorkerLease lease, CancellationTokenSource lost, CancellationToken left)
    {
        var loop = new LeaseLoop(lease, options.LeaseDuration, time, outage) { Renewed = Renewed };
        if (!await loop.RunAsync(left).ConfigureAwait(false))
        {
            await lost.CancelAsync().ConfigureAwait(false);
        }
    }

    private void Renewed(long asked)
    {
        pulse.Renewed(asked);
        _statistics?.Send();
        HasRenewed = true;
        if (!_failed)
        {
            _faults.Work(Loops);
        }
    }

    private async Task FinishSlotsAsync(Task[] slots, AttemptHost[] hosts, CancellationTokenSource cancelAttempts)
    {
        var all = Task.WhenAll(slots);
        try
        {
            await all.WaitAsync(Stop.Grace, time, cancelAttempts.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            await cancelAttempts.CancelAsync().ConfigureAwait(false);
            await all.WaitAsync(Stop.Cancellation, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!all.IsCompleted)
            {
                logger.SlotsBlocked(_id, slots.Count(slot => !slot.IsCompleted));
                foreach (var host in hosts)
                {
                    executor.Leave(host);
                }
            }
        }
    }

    private async Task<SessionEnd> LeaveAsync(IWorkerLease lease, bool lost, CancellationToken stopping)
    {
        if (lost)
        {
            logger.LeaseLost(_id);
            _telemetry.LeaseLost();
            return stopping.IsCancellationRequested ? SessionEnd.Stopped : SessionEnd.LeaseLost;
        }

        try
        {
            logger.WorkerStopped(_id, await lease.LeaveAsync(CancellationToken.None).ConfigureAwait(false));
        }
        catch (StreaqStoreException e)
        {
            // Its tasks get ready again when its lease runs out.
            logger.StoreUnreachable(e, nameof(WorkerSession), TimeSpan.Zero);
        }

        return stopping.IsCancellationRequested ? SessionEnd.Stopped : _failed ? SessionEnd.Failed : SessionEnd.QueueEmpty;
    }
}
