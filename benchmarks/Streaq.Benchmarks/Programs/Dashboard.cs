using Streaq.Benchmarks.Boards;
using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Programs;

/// <summary>The cost of the dashboard's pages, of a queue with ten items of each kind and of a full one.</summary>
internal sealed record Dashboard(BoardSize Size, int Looks, int Viewers, double Seconds, string? Redis, bool Json)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var redis = await BenchmarkRedis.StartAsync(Redis);
        var report = new Report(Json);
        report.Text($"{Size.Ready:N0} ready and {Size.Scheduled:N0} scheduled tasks, {Size.Dead:N0} dead letters, {Size.Workers:N0} workers; {Looks} looks at each page, each of which asks Redis");
        var ten = await MeasureAsync(redis, BoardSize.Ten, looks: 0, cancellationToken);
        await redis.ClearAsync();
        var full = await MeasureAsync(redis, Size, Looks, cancellationToken, (board, pages) => WatchAsync(report, redis, board, pages));
        Print(report, ten, full);
        await report.CloseAsync();
    }

    private static async Task<List<PageCost>> MeasureAsync(
        BenchmarkRedis redis, BoardSize size, int looks, CancellationToken cancellationToken, Func<MountedBoard, (string Name, string Path)[], Task>? then = null)
    {
        Report.Progress($"Fills the queue: {size} ...");
        var queue = await FullQueue.FillAsync(redis.Address, size);
        await using var board = await MountedBoard.StartAsync(redis.Address, queue.Name);
        var costs = new List<PageCost>();
        var pages = BoardPages.Of(queue);
        foreach (var (name, path) in pages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var cost = await PageCost.MeasureAsync(board, redis.Account, name, path, looks);
            Report.Progress($"{name}: {cost.Calls} calls, {cost.Executed:N0} commands, p95 {Statistics.Percentile(cost.Milliseconds, 95):N1} ms");
            costs.Add(cost);
        }

        if (then is not null)
        {
            await then(board, pages);
        }

        return costs;
    }

    private async Task WatchAsync(Report report, BenchmarkRedis redis, MountedBoard board, (string Name, string Path)[] pages)
    {
        string[] paths = [.. pages.Select(page => page.Path)];
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (name, key, watched) in new (string, string, string[])[]
        {
            ("no viewer", "no_viewer", []),
            ($"{Viewers} viewers of one page", "one_page", [.. Enumerable.Repeat(paths[1], Viewers)]),
            ($"{Viewers} viewers of a page each", "a_page_each", [.. Enumerable.Range(0, Viewers).Select(i => paths[i % paths.Length])]),
        })
        {
            Report.Progress($"{name} for {Seconds:N0} s ...");
            var looks = (Pages: 0, Same: 0);
            var length = TimeSpan.FromSeconds(Seconds);
            var use = await Measurement.OfAsync(redis.Account, tasks: 1, async () =>
            {
                looks = await BoardViewers.LookAsync(board, watched, length);
                await Task.Delay(watched.Length == 0 ? length : TimeSpan.Zero);
                return length;
            });
            var (ofRedis, ofProcess) = (use.Redis.CpuMicroseconds / length.TotalMicroseconds * 100, use.CpuMicroseconds / length.TotalMicroseconds * 100);
            report.Add($"redis_percent_{key}", ofRedis);
            report.Add($"process_percent_{key}", ofProcess);
            rows.Add([name, $"{looks.Pages + looks.Same}", $"{looks.Same}", Report.Cell(use.Redis.Executed / Seconds), Report.Cell(ofRedis), Report.Cell(ofProcess)]);
        }

        report.Table(["", "looks", "unchanged", "commands/s", "Redis, % of a core", "application and viewers, %"], rows);
        report.Text("");
    }

    private static void Print(Report report, List<PageCost> ten, List<PageCost> full)
    {
        report.Table(
            ["page", "KB", "calls, of ten", "calls", "commands, of ten", "commands", "Redis us", "p50 ms", "p95 ms"],
            full.Zip(ten, (page, few) => (IReadOnlyList<string>)
            [
                page.Name, Report.Cell(page.Bytes / 1e3), $"{few.Calls}", $"{page.Calls}", $"{few.Executed:N0}", $"{page.Executed:N0}", Report.Cell(page.RedisMicroseconds),
                Report.Cell(Statistics.Percentile(page.Milliseconds, 50)), Report.Cell(Statistics.Percentile(page.Milliseconds, 95)),
            ]));
        foreach (var (page, few) in full.Zip(ten))
        {
            var key = page.Name.Replace(",", "", StringComparison.Ordinal).Replace(' ', '_');
            report.Add($"{key}_calls_of_ten", few.Calls);
            report.Add($"{key}_calls", page.Calls);
            report.Add($"{key}_commands", page.Executed);
            report.Add($"{key}_p95_ms", Statistics.Percentile(page.Milliseconds, 95));
        }
    }
}
