using System.Diagnostics;
using Streaq.Benchmarks.Measuring;

namespace Streaq.Benchmarks.Outboxes;

/// <summary>The figures of one application in one round: first single saves in sequence, then as many as several callers can do.</summary>
internal sealed record OutboxRound(double[] Saves, double[] ToStarts, double SavedPerSecond, double BegunPerSecond)
{
    /// <summary>Saves before the measured ones. They open connections and compile code.</summary>
    private const int First = 50;

    /// <summary>
    /// The pause after each save, in which relay, worker and database become idle again. The rates show how they do under load.
    /// </summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Median duration of a save, in milliseconds.</summary>
    public double Save { get; } = Statistics.Percentile([.. Saves], 50);

    /// <summary>Median time from the end of a save to the start of the handler, in milliseconds.</summary>
    public double SavedToStart { get; } = Statistics.Percentile([.. ToStarts.Zip(Saves, (start, save) => Math.Max(0, start - save))], 50);

    public double SavedToStart99 { get; } = Statistics.Percentile([.. ToStarts.Zip(Saves, (start, save) => Math.Max(0, start - save))], 99);

    /// <summary>Median time from the call of the save to the start of the handler, in milliseconds.</summary>
    public double ToStart { get; } = Statistics.Percentile([.. ToStarts], 50);

    public static async Task<OutboxRound> OfAsync(
        IOutboxUnderTest application, int commits, int tasks, int callers, CancellationToken cancellationToken)
    {
        var (saves, toStarts) = (new double[commits], new double[application.Arrivals is null ? 0 : commits]);
        for (var i = -First; i < commits; i++)
        {
            application.Arrivals?.Expect(1);
            var began = Stopwatch.GetTimestamp();
            await application.SaveAsync(cancellationToken);
            var saved = Stopwatch.GetTimestamp();
            var started = application.Arrivals is { } arrivals ? await arrivals.LastAsync(cancellationToken) : saved;
            await Task.Delay(Pause, cancellationToken);
            if (i >= 0)
            {
                saves[i] = Stopwatch.GetElapsedTime(began, saved).TotalMilliseconds;
                if (application.Arrivals is not null)
                {
                    toStarts[i] = Stopwatch.GetElapsedTime(began, started).TotalMilliseconds;
                }
            }
        }

        application.Arrivals?.Expect(tasks);
        var from = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(
            0,
            tasks,
            new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancellationToken },
            async (_, token) => await application.SaveAsync(token));
        var savedPerSecond = tasks / Stopwatch.GetElapsedTime(from).TotalSeconds;
        var begunPerSecond = application.Arrivals is { } all
            ? tasks / Stopwatch.GetElapsedTime(from, await all.LastAsync(cancellationToken)).TotalSeconds
            : double.NaN;
        return new OutboxRound(saves, toStarts, savedPerSecond, begunPerSecond);
    }
}
