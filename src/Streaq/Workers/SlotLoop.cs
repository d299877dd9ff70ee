using Streaq.Execution;
using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>What each slot does: a task at a time. Once the session ends, tasks not yet begun are left to be given back.</summary>
internal sealed class SlotLoop(TaskExecutor executor, TaskBuffer buffer, Completer completer, WorkerTelemetry telemetry)
{
    /// <param name="host">The slot.</param>
    /// <param name="stopping">The worker's, which says so a moment before all that hangs on it has heard.</param>
    /// <param name="ending">The session's.</param>
    public async Task RunAsync(AttemptHost host, CancellationToken stopping, CancellationToken ending)
    {
        // The loop must not become part of the request or the trace that started it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        AmbientTask.Expect();
        while (await buffer.Waiting.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (!IsOver() && buffer.Waiting.TryRead(out var delivery))
            {
                var attempt = await ExecuteAsync(delivery, host).ConfigureAwait(false);
                if (!await completer.AddAsync(attempt).ConfigureAwait(false))
                {
                    // It blocked its thread for so long that the session is over; the task is another worker's.
                    executor.Finish([attempt], stored: false);
                    return;
                }

                buffer.Held.Remove();
            }

            if (IsOver())
            {
                return;
            }
        }

        bool IsOver() => stopping.IsCancellationRequested || ending.IsCancellationRequested;
    }

    private async ValueTask<Attempt> ExecuteAsync(Delivery delivery, AttemptHost host)
    {
        telemetry.AttemptBegan();
        try
        {
            return await executor.ExecuteAsync(delivery, host).ConfigureAwait(false);
        }
        finally
        {
            telemetry.AttemptEnded();
        }
    }
}
