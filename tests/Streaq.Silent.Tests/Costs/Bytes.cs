namespace Streaq.Silent.Tests.Costs;

/// <summary>The bytes that a task allocates.</summary>
internal static class Bytes
{
    /// <summary>What each step of a life costs a task; all that a process makes once is made before.</summary>
    public static async Task<(double Enqueue, double Drain)> OfAsync(Action<StreaqOptions> store)
    {
        await CostQueue.MeasureAsync(store, PerTaskAsync);
        return await LeastAsync(() => CostQueue.MeasureAsync(store, PerTaskAsync));
    }

    public static async Task<double> PerTaskAsync(Func<Task> work)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await work();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)CostQueue.Tasks;
    }

    /// <summary>A busy machine makes batches smaller, each round differently; what the code itself costs is in all of them.</summary>
    private static async Task<(double Enqueue, double Drain)> LeastAsync(Func<Task<(double Enqueue, double Drain)>> measureAsync)
    {
        (double Enqueue, double Drain)[] rounds = [await measureAsync(), await measureAsync(), await measureAsync()];
        return (rounds.Min(round => round.Enqueue), rounds.Min(round => round.Drain));
    }
}
