using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Streaq.Storage;

namespace Streaq.Client;

/// <summary>Follows the progress of a task until it ends.</summary>
internal sealed class ProgressFollower(StoreAccess store)
{
    /// <summary>Returns the newest report each time. A slow reader misses reports in between.</summary>
    public async IAsyncEnumerable<TaskProgress> FollowAsync(string taskId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var newest = Channel.CreateBounded<ProgressReport>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = await opened.Progress.FollowAsync(
            taskId, report => newest.Writer.TryWrite(report), cancellationToken).ConfigureAwait(false);
        await using var disposal = following.ConfigureAwait(false);
        var ended = EndAsync(opened, taskId, newest.Writer, left.Token);
        // The report from before the subscription above.
        var known = await opened.Progress.FindAsync(taskId, cancellationToken).ConfigureAwait(false);
        long last = 0;
        if (known is not null)
        {
            last = known.Number;
            yield return known.Progress;
        }

        try
        {
            await foreach (var report in newest.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                // Messages may overtake each other.
                if (report.Number > last)
                {
                    last = report.Number;
                    yield return report.Progress;
                }
            }
        }
        finally
        {
            await left.CancelAsync().ConfigureAwait(false);
            await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // The end may have overtaken the last report.
        if (await opened.Progress.FindAsync(taskId, cancellationToken).ConfigureAwait(false) is { } final && final.Number > last)
        {
            yield return final.Progress;
        }
    }

    private static async Task EndAsync(ITaskStore opened, string taskId, ChannelWriter<ProgressReport> reports, CancellationToken left)
    {
        try
        {
            var record = await opened.WaitForEndAsync(taskId, giveUp: left, left).ConfigureAwait(false);
            reports.TryComplete(record is null ? new TaskNotFoundException(taskId) : null);
        }
        catch (Exception e) when (e is StreaqStoreException or OperationCanceledException)
        {
            reports.TryComplete(e);
        }
    }
}
