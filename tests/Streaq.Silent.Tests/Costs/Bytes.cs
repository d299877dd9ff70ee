namespace Streaq.Silent.Tests.Costs;

/// <summary>Measures the bytes that a task allocates.</summary>
internal static class Bytes
{
    /// <summary>Measures the bytes of each step per task, after a first round with all that a process allocates once.</summary>
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

    /// <summary>Takes the least of some rounds: a busy machine makes batches smaller, but each round has the cost of the code.</summary>
    private static async Task<(double Enqueue, double Drain)> LeastAsync(Func<Task<(double Enqueue, double Drain)>> measureAsync)
    {
        (double Enqueue, double Drain)[] rounds = [await measureAsync(), await measureAsync(), await measureAsync()];
        return (rounds.Min(round => round.Enqueue), rounds.Min(round => round.Drain));
    }
}
