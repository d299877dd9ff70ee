using Streaq.Execution;
using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>Runs the tasks of a slot, one at a time. When the session ends, tasks that have not begun are left to be given back.</summary>
internal sealed class SlotLoop(TaskExecutor executor, TaskBuffer buffer, Completer completer, WorkerTelemetry telemetry)
{
    /// <param name="host">The slot.</param>
    /// <param name="stopping">The worker's token, which is cancelled a moment before the tokens linked to it.</param>
    /// <param name="ending">The session's token.</param>
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
                    // The handler blocked its thread until the session was over; another worker has the task.
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
