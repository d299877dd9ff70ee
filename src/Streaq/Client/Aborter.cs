using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>Aborts tasks, and returns whether they have ended as aborted.</summary>
internal sealed class Aborter(StoreAccess store, AbortTelemetry telemetry, TimeProvider time, ILogger logger)
{
    public async Task<bool> AbortAsync(string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        WireName.ThrowIfInvalid(taskId, nameof(taskId), "A task's id");
        using var over = WaitLimit.Begin(timeout, time);
        using var span = telemetry.Start(taskId, taskName);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
            var abortion = await opened.AbortAsync(taskId, AbortTelemetry.Caller, either.Token, cancellationToken).ConfigureAwait(false);
            telemetry.Ended(span, abortion);
            if (abortion is { IsTakenOut: true, Record: { } record })
            {
                logger.Aborted(record.Name, taskId);
            }

            return abortion.Record is { Outcome: TaskOutcome.Aborted };
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e)
        {
            span.Fail(e);
            logger.NotAborted(e, taskId);
            throw;
        }
    }
}
