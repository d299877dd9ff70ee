using Microsoft.Extensions.Logging;
using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>Runs an attempt's chain under its timeout, and leaves it behind when it ignores its cancellation.</summary>
internal sealed class CancellableRun(TimeProvider time, ILogger logger)
{
    /// <summary>How long a cancelled handler may take to come back before its slot is used for another task.</summary>
    public static readonly TimeSpan CancellationGrace = TimeSpan.FromSeconds(5);

    /// <exception cref="TaskTimeoutException">The timeout was over.</exception>
    public async Task RunAsync(TaskDelegate chain, TaskContext context, Attempt attempt, TimeSpan? timeout, CancellationToken stop)
    {
        using var deadline = timeout is { } span ? new Deadline(span, time, stop) : null;
        if (deadline is not null)
        {
            attempt.CancellationToken = deadline.Token;
        }

        var abandoned = false;
        try
        {
            attempt.Host.Calling = attempt;
            var run = chain(context);
            attempt.Host.Calling = null;
            if (run.IsCompleted)
            {
                await run.ConfigureAwait(false);
            }
            else
            {
                abandoned = !await UntilEndAsync(run, attempt.CancellationToken).ConfigureAwait(false);
            }

            if (abandoned)
            {
                logger.Abandoned(context.TaskName, context.TaskId);
                _ = DisposeLaterAsync(run, attempt);
                attempt.CancellationToken.ThrowIfCancellationRequested();
            }

            // A handler that swallowed its cancellation and returned late has run longer than it may all the same.
            if (deadline is { IsOver: true })
            {
                throw new TaskTimeoutException(context.TaskName, timeout!.Value, innerException: null);
            }
        }
        catch (Exception e) when (deadline is { IsOver: true } && (abandoned || e is OperationCanceledException))
        {
            throw new TaskTimeoutException(context.TaskName, timeout!.Value, e);
        }
        finally
        {
            attempt.Host.Calling = null;
            if (!abandoned)
            {
                await attempt.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <returns><see langword="false"/> when the run goes on although it was cancelled.</returns>
    private async Task<bool> UntilEndAsync(Task run, CancellationToken cancellation)
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

        // How the run itself ended is what counts, not that waiting for it was cancelled meanwhile.
        await run.ConfigureAwait(false);
        return true;
    }

    private static async Task DisposeLaterAsync(Task run, Attempt attempt)
    {
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await attempt.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A token that is cancelled by the timeout or the worker, and tells which.</summary>
    private sealed class Deadline : IDisposable
    {
        private readonly CancellationTokenSource _timeout;
        private readonly CancellationTokenSource _either;

        public Deadline(TimeSpan timeout, TimeProvider time, CancellationToken stop)
        {
            _timeout = new CancellationTokenSource(timeout, time);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, stop);
        }

        public CancellationToken Token => _either.Token;

        public bool IsOver => _timeout.IsCancellationRequested;

        public void Dispose()
        {
            _either.Dispose();
            _timeout.Dispose();
        }
    }
}
