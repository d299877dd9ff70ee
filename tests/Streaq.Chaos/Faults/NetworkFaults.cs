using Streaq.Chaos.Fleet;
using Streaq.Chaos.Proxy;

namespace Streaq.Chaos.Faults;

/// <summary>Breaks connections between clients (workers and producers) and Redis.</summary>
internal sealed class NetworkFaults(IReadOnlyList<WorkerPlace> places, IReadOnlyList<ChaosProxy> producers, FaultLog log)
{
    public Task RunAsync(PlannedFault fault)
    {
        var victim = fault.Victim % (places.Count + producers.Count);
        return victim < places.Count
            ? log.DuringAsync(fault.Kind, places[victim].Current.Name, () => BreakAsync(fault, places[victim].Proxy))
            : log.DuringAsync(fault.Kind, $"producer {victim - places.Count}", () => BreakAsync(fault, producers[victim - places.Count]));
    }

    private static async Task BreakAsync(PlannedFault fault, ChaosProxy proxy)
    {
        switch (fault.Kind)
        {
            case FaultKind.HoldNetwork:
                proxy.Gate.Pause();
                await Task.Delay(fault.Length);
                proxy.Gate.Resume();
                break;
            case FaultKind.ResetNetwork:
                proxy.Reset();
                break;
            case FaultKind.SwallowAnswers:
                proxy.Gate.SwallowsAnswers = true;
                await Task.Delay(fault.Length);
                proxy.Reset();
                proxy.Gate.SwallowsAnswers = false;
                break;
            default:
                throw new ArgumentException($"{fault.Kind} is no fault of a network.", nameof(fault));
        }
    }
}
