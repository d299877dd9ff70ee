using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>
/// Sends the progress reports of one attempt to the store. The first one is sent at once, then the newest at most once per
/// <see cref="Interval"/>, and the last one at the end of the attempt.
/// </summary>
internal sealed class ProgressReporter(
    IProgressStore store, string worker, string taskName, string taskId, TimeProvider time, ILogger logger)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (double Fraction, string? Note)? _newest;
    private Task? _sending;
    private bool _closed;

    /// <summary>Accepts a report and begins to send it, unless a newer one replaces it before.</summary>
    public void Report(double fraction, string? note)
    {
        lock (_gate)
        {
            // A handler that was left behind may still report, but its task is over.
            if (_closed)
            {
                return;
            }

            _newest = (fraction, note);
            _sending ??= SendAsync();
        }
    }

    /// <summary>Ends the reports of the attempt, and sends the newest one if it is not sent yet.</summary>
    public async Task FlushAsync()
    {
        Task? sending;
        lock (_gate)
        {
            _closed = true;
            sending = _sending;
        }

        _over.TrySetResult();
        if (sending is not null)
        {
            await sending.ConfigureAwait(false);
        }
    }

    private async Task SendAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (Take() is var (fraction, note))
        {
            try
            {
                if (await store.ReportAsync(worker, taskId, fraction, note, CancellationToken.None).ConfigureAwait(false))
                {
                    logger.Progress(taskName, taskId, fraction);
                }
            }
#pragma warning disable CA1031 // A lost report must not fail the task. The store's exceptions are counted where they are thrown.
            catch (Exception)
#pragma warning restore CA1031
            {
            }

            await _over.Task.WaitAsync(Interval, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private (double Fraction, string? Note)? Take()
    {
        lock (_gate)
        {
            var newest = _newest;
            _newest = null;
            if (newest is null)
            {
                _sending = null;
            }

            return newest;
        }
    }
}
