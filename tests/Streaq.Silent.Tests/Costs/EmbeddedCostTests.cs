namespace Streaq.Silent.Tests.Costs;

/// <summary>
/// The cost of a plain task on the embedded store. A broken bound means a change that every task pays for: raise it only with a reason in
/// <c>docs/performance.md</c>.
/// </summary>
public sealed class EmbeddedCostTests
{
    [Fact]
    public async Task Task_OnTheEmbeddedStore_CostsAKilobyteToEnqueueAndLessToRun()
    {
        var (enqueue, drain) = await Bytes.OfAsync(options => options.UseEmbeddedStore());

        Assert.InRange(enqueue, 100, 1_020);
        Assert.InRange(drain, 100, 770);
    }

    [Fact]
    public async Task BulkEnqueue_OnTheEmbeddedStore_CostsAKilobyte()
    {
        await EnqueueAsync();

        Assert.InRange(Math.Min(await EnqueueAsync(), await EnqueueAsync()), 100, 1_000);

        static async Task<double> EnqueueAsync()
        {
            using var queue = new CostQueue(options => options.UseEmbeddedStore());
            return await Bytes.PerTaskAsync(() => queue.EnqueueAllAsync());
        }
    }
}
