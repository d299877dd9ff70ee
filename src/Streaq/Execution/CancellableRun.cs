using Microsoft.Extensions.Logging;
using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>Runs an attempt's chain under its timeout, and leaves it behind when it ignores its cancellation.</summary>
internal sealed class CancellableRun(TimeProvider time, ILogger logger)
{
    /// <summary>How long a cancelled handler may take to return before its slot is used for another task.</summary>
    public static readonly TimeSpan CancellationGrace = TimeSpan.FromSeconds(5);

    /// <exception cref="TaskTimeoutException">The attempt ran longer than its timeout.</exception>
    public async Task RunAsync(TaskDelegate chain, TaskContext context, Attempt attempt)
    {
        var timeout = context.Registration.Settings.Timeout;
        using var deadline = timeout is { } span ? new Deadline(span, time, attempt) : null;
        try
        {
            var run = chain(context);
            if (run.IsCompleted)
            {
                await run.ConfigureAwait(false);
            }
            else
            {
                if (!await UntilEndAsync(run, attempt.Ending).ConfigureAwait(false))
                {
                    attempt.Abandoned = run;
                    logger.Abandoned(context.TaskName, context.TaskId);
                    attempt.Ending.ThrowIfCancellationRequested();
                }
            }

            // A handler that swallowed its cancellation and returned late has still exceeded its timeout.
            if (deadline is { IsOver: true })
            {
                throw new TaskTimeoutException(context.TaskName, timeout!.Value, innerException: null);
            }
        }
        catch (Exception e) when (deadline is { IsOver: true } && (attempt.Abandoned is not null || AttemptSignal.IsCancellation(e)))
        {
            throw new TaskTimeoutException(context.TaskName, timeout!.Value, e);
        }
    }

    /// <returns><see langword="false"/> when the run goes on although it was cancelled.</returns>
    public async Task<bool> UntilEndAsync(Task run, CancellationToken cancellation)
    {
        await run.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!run.IsCompleted)
        {
            await run.WaitAsync(CancellationGrace, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!run.IsCompleted)
        {
            return false;
        }

        // The end of the run itself counts, even if the wait for it was cancelled meanwhile.
        await run.ConfigureAwait(false);
        return true;
    }

    /// <summary>Cancels the attempt's token when its time is over. A timer's callback must not throw: that would end the process.</summary>
    private sealed class Deadline : IDisposable
    {
        private readonly AttemptToken _token;
        private readonly ITimer _timer;
        private volatile bool _over;

        public Deadline(TimeSpan timeout, TimeProvider time, Attempt attempt)
        {
            _token = attempt.Token;
            _timer = time.CreateTimer(static deadline => ((Deadline)deadline!).Pass(), this, timeout, Timeout.InfiniteTimeSpan);
        }

        public bool IsOver => _over;

        public void Dispose() => _timer.Dispose();

        private void Pass()
        {
            _over = true;
            _token.End();
        }
    }
}
