using System.Diagnostics;
using Streaq;

/// <summary>Skips the handler for a suspended tenant: it does not call <c>next</c>, and the task succeeds.</summary>
internal sealed class SuspendedTenantMiddleware : ITaskMiddleware
{
    public Task InvokeAsync(TaskContext context, TaskDelegate next)
    {
        if (!Equals(context.Items.TryGetValue("plan", out var plan) ? plan : null, "suspended"))
        {
            return next(context);
        }

        Activity.Current?.SetTag("billing.skipped", "tenant is suspended");
        // Callers that await the result get this one. Throw instead to fail the task, or throw StreaqRetryException to run it later.
        context.Result = "not sent";
        return Task.CompletedTask;
    }
}
