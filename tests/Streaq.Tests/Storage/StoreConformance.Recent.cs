using Streaq.Storage;

namespace Streaq.Tests.Storage;

/// <summary>The sample of ended tasks that workers send.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Recent_OfSeveralWorkers_IsNewestFirst()
    {
        await NoteAsync(Ended(10, "a"), Ended(30, "b"));
        await NoteAsync(Ended(20, "c"), Ended(40, "d"));

        Assert.Equal(["d", "b", "c", "a"], await RecentAsync(10));
        Assert.Equal(["d", "c"], await RecentAsync(2));
    }

    [Fact]
    public async Task Recent_OfMoreThanIsKept_LosesTheOldest()
    {
        for (var i = 0; i < 1_050; i += 50)
        {
            await NoteAsync([.. Enumerable.Range(i, 50).Select(number => Ended(number, $"{number}"))]);
        }

        Assert.Equal(Enumerable.Range(50, 1_000).Reverse().Select(number => $"{number}"), await RecentAsync(WorkerNews.MostEnded));
    }

    [Fact]
    public async Task Recent_WithInvalidLines_LeavesThemOut()
    {
        await NoteAsync("what", Ended(1, "a"));

        Assert.Equal(["a"], await RecentAsync(10));
    }

    private static string Ended(int at, string id) => $"{1_760_000_000_000 + at} 5 7 success 1 normal w1 test.sample {id} - -";

    private async Task NoteAsync(params string[] lines) => await Store.Statistics.AddAsync(new([], lines), default);

    private async Task<IEnumerable<string>> RecentAsync(int limit) => (await Store.Statistics.RecentAsync(limit, default)).Select(task => task.TaskId);
}
