using System.Diagnostics;
using Streaq;

/// <summary>Stops a task from running: it does not call <c>next</c>, so the handler is left out and the task succeeds.</summary>
internal sealed class SuspendedTenantMiddleware : ITaskMiddleware
{
    public Task InvokeAsync(TaskContext context, TaskDelegate next)
    {
        if (!Equals(context.Items.TryGetValue("plan", out var plan) ? plan : null, "suspended"))
        {
            return next(context);
        }

        Activity.Current?.SetTag("billing.skipped", "tenant is suspended");
        // Who awaits the result gets this one. Throw instead to have the task fail, or StreaqRetryException to run it later.
        context.Result = "not sent";
        return Task.CompletedTask;
    }
}
