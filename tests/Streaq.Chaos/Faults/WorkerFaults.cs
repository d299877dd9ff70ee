using Streaq.Chaos.Fleet;

namespace Streaq.Chaos.Faults;

/// <summary>Breaks worker processes, one fault at a time for each place.</summary>
internal sealed class WorkerFaults(IReadOnlyList<WorkerPlace> places, TimeSpan lease, FaultLog log, List<string> stubborn)
{
    public async Task RunAsync(PlannedFault fault)
    {
        var place = await TakeAsync(fault.Victim);
        try
        {
            var process = place.Current;
            await log.DuringAsync(fault.Kind, process.Name, () => BreakAsync(fault, process));
            if (process.IsEnded)
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

    private async Task BreakAsync(PlannedFault fault, WorkerProcess process)
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
                // While Redis is away a worker waits for it to store its outcomes, for no longer than a lease and some.
                if (!await process.LeaveAsync(3 * lease + TimeSpan.FromSeconds(20)))
                {
                    stubborn.Add(process.Name);
                }

                break;
            case FaultKind.StepClock:
                process.StepClock(fault.Length);
                break;
            default:
                throw new ArgumentException($"{fault.Kind} is no fault of a worker.", nameof(fault));
        }
    }
}
