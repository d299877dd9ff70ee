using Streaq;

namespace Docs;

internal static class FromCelery
{
    private static readonly TaskDefinition<Sum, int> Add = new("numbers.add");
    private static readonly TaskDefinition<string> Tell = new("numbers.tell");

    public static void Map(StreaqBuilder streaq)
    {
        #region map
        streaq.Map(Add, (Sum sum) => sum.A + sum.B)
            .WithTimeout(TimeSpan.FromSeconds(30))
            .WithMaxAttempts(3)
            .WithRateLimit(10, TimeSpan.FromSeconds(1));
        streaq.Map(Tell, async (string text, TaskContext context) =>
        {
            var sums = await context.DependencyResultsAsync(Add);
            Console.WriteLine($"{text}: {sums.Sum()}");
        });
        #endregion
    }

    public static async Task<(int Sum, TaskHandle Told)> EnqueueAsync(IStreaqClient client)
    {
        #region enqueue
        var sum = await client.EnqueueAsync(Add, new Sum(4, 4));
        var later = await client.EnqueueAsync(Add, new Sum(1, 2), new EnqueueOptions { Delay = TimeSpan.FromMilliseconds(50), ExpiresIn = TimeSpan.FromHours(1) });
        var eight = await sum.ResultAsync(timeout: TimeSpan.FromSeconds(10));
        var told = await client.EnqueueAsync(Tell, "the sums of a chord", new EnqueueOptions { After = [sum, later] });
        #endregion
        return (eight, told);
    }
}

internal sealed record Sum(int A, int B);
