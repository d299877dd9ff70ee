using StackExchange.Redis;
using Streaq.Chaos.Fleet;

namespace Streaq.Chaos.Faults;

/// <summary>Breaks worker processes, one fault at a time for each place.</summary>
/// <param name="places">Where the workers are.</param>
/// <param name="redis">Has Redis full where a fault needs it.</param>
/// <param name="lease">How long a lease lasts.</param>
/// <param name="log">Where it is written down.</param>
/// <param name="stubborn">Gets the workers that did not stop when asked.</param>
/// <param name="outside">Gets the workers that did not join a full Redis.</param>
internal sealed class WorkerFaults(
    IReadOnlyList<WorkerPlace> places, RedisFaults redis, TimeSpan lease, FaultLog log, List<string> stubborn, List<string> outside)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>While Redis is away, or the way to it, a worker waits for no longer than a lease and some.</summary>
    private readonly TimeSpan _patience = 3 * lease + TimeSpan.FromSeconds(20);

    public async Task RunAsync(PlannedFault fault)
    {
        var place = await TakeAsync(fault.Victim);
        try
        {
            var process = place.Current;
            await log.DuringAsync(fault.Kind, process.Name, () => BreakAsync(fault, place, process));
            if (place.Current.IsEnded)
            {
                await place.StartAsync();
            }
        }
        finally
        {
            place.Turn.Release();
        }
    }

    /// <summary>The victim, or the next place where nothing is broken already.</summary>
    private async Task<WorkerPlace> TakeAsync(int victim)
    {
        for (var i = 0; i < places.Count; i++)
        {
            if (places[(victim + i) % places.Count] is var place && place.Turn.Wait(0))
            {
                return place;
            }
        }

        await places[victim % places.Count].Turn.WaitAsync();
        return places[victim % places.Count];
    }

    private async Task BreakAsync(PlannedFault fault, WorkerPlace place, WorkerProcess process)
    {
        switch (fault.Kind)
        {
            case FaultKind.KillWorker:
                await process.KillAsync();
                break;
            case FaultKind.StopWorker:
                process.Stop();
                await Task.Delay(fault.Length);
                process.Continue();
                break;
            case FaultKind.ReplaceWorker:
                if (!await process.LeaveAsync(_patience))
                {
                    stubborn.Add(process.Name);
                }

                break;
            case FaultKind.StepClock:
                process.StepClock(fault.Length);
                break;
            case FaultKind.JoinWhenFull:
                await process.KillAsync();
                // Its process takes its time to start, for which Redis need not be full.
                place.Proxy.Gate.Pause();
                await place.StartAsync();
                await redis.WhileFullAsync(database => JoinAsync(place, database));
                break;
            default:
                throw new ArgumentException($"{fault.Kind} is no fault of a worker.", nameof(fault));
        }
    }

    private async Task JoinAsync(WorkerPlace place, IDatabase database)
    {
        place.Proxy.Gate.Resume();
        for (var until = DateTime.UtcNow + _patience; DateTime.UtcNow < until; await Task.Delay(Step))
        {
            var workers = await database.SortedSetRangeByRankAsync(ChaosOptions.Root + "workers");
            if (Array.Exists(workers, id => ((string)id!).StartsWith(place.Current.Name + "-", StringComparison.Ordinal)))
            {
                return;
            }
        }

        outside.Add(place.Current.Name);
    }
}
