using Microsoft.Extensions.Hosting;

namespace Streaq.EntityFrameworkCore;

/// <summary>A loop of an outbox, outside of any trace. It does not inherit the execution context in which the host starts.</summary>
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
