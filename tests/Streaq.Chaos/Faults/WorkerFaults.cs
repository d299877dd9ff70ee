using StackExchange.Redis;
using Streaq.Chaos.Fleet;

namespace Streaq.Chaos.Faults;

/// <summary>Breaks worker processes, one fault at a time in each place.</summary>
/// <param name="places">The places of the workers.</param>
/// <param name="redis">Fills Redis for faults that need it.</param>
/// <param name="lease">How long a lease lasts.</param>
/// <param name="log">Records the faults.</param>
/// <param name="stubborn">Receives the workers that did not stop on request.</param>
/// <param name="outside">Receives the workers that did not join a full Redis.</param>
internal sealed class WorkerFaults(
    IReadOnlyList<WorkerPlace> places, RedisFaults redis, TimeSpan lease, FaultLog log, List<string> stubborn, List<string> outside)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>While Redis or the network is down, a worker waits a little longer than a lease at most.</summary>
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

    /// <summary>Takes the victim's place, or the next one that has no fault already.</summary>
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
                // The process needs time to start. Redis need not be full during that.
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
