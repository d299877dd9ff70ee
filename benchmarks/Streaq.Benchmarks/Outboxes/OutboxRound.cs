using System.Diagnostics;
using Streaq.Benchmarks.Measuring;

namespace Streaq.Benchmarks.Outboxes;

/// <summary>What one application did in one round: saves one after the other, then as many as go from some callers.</summary>
internal sealed record OutboxRound(double[] Saves, double[] ToStarts, double SavedPerSecond, double BegunPerSecond)
{
    /// <summary>Those before the measured ones, which open connections and compile code.</summary>
    private const int First = 50;

    /// <summary>After each one, in which relay, worker and database fall idle again; what they do under load the rates tell.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Median of the milliseconds in which a save returned.</summary>
    public double Save { get; } = Statistics.Percentile([.. Saves], 50);

    /// <summary>Median of the milliseconds from there to the start of the handler.</summary>
    public double SavedToStart { get; } = Statistics.Percentile([.. ToStarts.Zip(Saves, (start, save) => Math.Max(0, start - save))], 50);

    public double SavedToStart99 { get; } = Statistics.Percentile([.. ToStarts.Zip(Saves, (start, save) => Math.Max(0, start - save))], 99);

    /// <summary>Median of the milliseconds from the call of the save to the start of the handler.</summary>
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
