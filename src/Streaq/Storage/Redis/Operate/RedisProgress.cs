using System.Globalization;

namespace Streaq.Storage.Redis;

/// <summary>Stores the progress that running tasks report: a key and a channel per task that reports.</summary>
internal sealed class RedisProgress(RedisConnection redis, RedisKeys keys) : IProgressStore
{
    private static readonly LuaScript ReportProgressScript = LuaScript.Named("report_progress");

    /// <summary>How long a report stays when its worker died: longer than the time between two reports of a handler.</summary>
    private static readonly TimeSpan Ttl = TimeSpan.FromDays(1);

    public async ValueTask<bool> ReportAsync(
        string worker, string taskId, double fraction, string? note, CancellationToken cancellationToken)
    {
        var batch = keys.BatchOf(taskId);
        return (bool)await redis.EvaluateAsync(
            ReportProgressScript,
            [keys.Workers, keys.Task(taskId), batch.Key, keys.Progress(taskId)],
            [
                worker,
                batch.Place,
                (long)Ttl.TotalMilliseconds,
                $"{fraction.ToString("R", CultureInfo.InvariantCulture)} {note}",
                keys.ProgressChannel(taskId),
            ],
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ProgressReport?> FindAsync(string taskId, CancellationToken cancellationToken) =>
        Parse((string?)await redis.ExecuteAsync("GET", [keys.Progress(taskId)], cancellationToken).ConfigureAwait(false));

    public async ValueTask<IAsyncDisposable> FollowAsync(string taskId, Action<ProgressReport> follow, CancellationToken cancellationToken)
    {
        var following = await redis.FollowAsync(
            keys.ProgressChannel(taskId),
            message =>
            {
                if (Parse(System.Text.Encoding.UTF8.GetString(message)) is { } report)
                {
                    follow(report);
                }
            }).WaitOrAbandonAsync(cancellationToken).ConfigureAwait(false);
        return following;
    }

    /// <returns><see langword="null"/> when the text is not a report.</returns>
    public static ProgressReport? Parse(string? text) =>
        text?.Split(' ', 4) is [var number, var at, var fraction, var note]
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var counted)
        && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        && double.TryParse(fraction, NumberStyles.Float, CultureInfo.InvariantCulture, out var done) && done is >= 0 and <= 1
            ? new ProgressReport(
                counted,
                new TaskProgress(done, note.Length == 0 ? null : note, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)))
            : null;
}
