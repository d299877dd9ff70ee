using System.Diagnostics;
using Streaq;

/// <summary>Adds the tenant of the request to every task, as a header.</summary>
internal static class TenantHeader
{
    public static Task InvokeAsync(EnqueueContext context, EnqueueDelegate next)
    {
        if (Activity.Current?.GetBaggageItem("tenant") is { } tenant)
        {
            context.Headers["tenant"] = tenant;
        }

        return next(context);
    }
}
