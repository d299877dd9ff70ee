using System.Diagnostics;
using System.Net;
using Streaq.Benchmarks.Measuring;

namespace Streaq.Benchmarks.Boards;

/// <summary>The cost of a page that is read from Redis.</summary>
/// <param name="Name">The page.</param>
/// <param name="Bytes">Its length in bytes.</param>
/// <param name="Calls">How many commands the application sends.</param>
/// <param name="Executed">How many commands Redis runs for them, those inside scripts included.</param>
/// <param name="RedisMicroseconds">Redis's own time for the scripts among them, or for all commands of a page without a script.</param>
internal sealed record PageCost(string Name, int Bytes, int Calls, long Executed, double RedisMicroseconds)
{
    private const int WarmUps = 5;

    /// <summary>The time from each request to the last byte of its answer.</summary>
    public double[] Milliseconds { get; init; } = [];

    public static async Task<PageCost> MeasureAsync(MountedBoard board, RedisAccount redis, string name, string path, int looks)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            await board.ForgetAsync();
            await LookAsync(board, path);
        }

        await board.ForgetAsync();
        var before = await redis.ReadAsync();
        var bytes = 0;
        var calls = await board.CallsOfAsync(async () => bytes = await LookAsync(board, path));
        var use = await redis.ReadAsync() - before;
        var times = new double[looks];
        for (var i = 0; i < looks; i++)
        {
            await board.ForgetAsync();
            var began = Stopwatch.GetTimestamp();
            await LookAsync(board, path);
            times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        return new PageCost(name, bytes, calls, use.Executed, use.SentMicroseconds) { Milliseconds = times };
    }

    private static async Task<int> LookAsync(MountedBoard board, string path)
    {
        using var answer = await board.Http.GetAsync(path);
        // A search redirects to the page that it finds.
        return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Found
            ? (await answer.Content.ReadAsByteArrayAsync()).Length
            : throw new InvalidOperationException($"{path} answers {answer.StatusCode}.");
    }
}
