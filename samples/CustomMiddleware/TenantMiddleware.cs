using System.Diagnostics;
using Streaq;

/// <summary>Tags the attempt's span with the tenant and the tenant's plan, from a scoped service.</summary>
internal sealed class TenantMiddleware(TenantStore tenants) : ITaskMiddleware
{
    public async Task InvokeAsync(TaskContext context, TaskDelegate next)
    {
        if (context.Headers.TryGetValue("tenant", out var tenant))
        {
            var plan = await tenants.PlanAsync(tenant, context.CancellationToken);
            context.Items["plan"] = plan;
            // Activity.Current is null without a listener, so the task also runs without telemetry.
            Activity.Current?.SetTag("tenant", tenant).SetTag("tenant.plan", plan);
        }

        await next(context);
    }
}
