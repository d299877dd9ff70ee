using System.Diagnostics;
using Streaq;

/// <summary>On the producer's side: every task carries the tenant of the request in a header.</summary>
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
