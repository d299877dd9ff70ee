using Microsoft.Extensions.Hosting;

namespace Streaq.EntityFrameworkCore;

/// <summary>A loop of an outbox, of no trace: neither the span in which the host starts nor its other values are in it.</summary>
internal abstract class OutboxLoop : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Task starting;
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            starting = base.StartAsync(cancellationToken);
        }

        return starting;
    }
}
