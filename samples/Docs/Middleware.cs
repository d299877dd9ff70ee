using System.Diagnostics;
using System.Diagnostics.Metrics;
using Streaq;

namespace Docs;

internal static class Middleware
{
    private static readonly ActivitySource Source = new("Shop");

    public static void Add(StreaqBuilder streaq)
    {
        #region timer-and-retry
        streaq.Use(async (context, next) =>
        {
            var began = Stopwatch.GetTimestamp();
            await next(context);
            Console.WriteLine($"Executed task {context.TaskId} in {Stopwatch.GetElapsedTime(began).TotalSeconds:F3}s");
        });

        streaq.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception e) when (context.Attempt < 3 && !context.CancellationToken.IsCancellationRequested)
            {
                throw new StreaqRetryException("Retrying on error!", delay: TimeSpan.FromSeconds(1), e);
            }
        });
        #endregion
    }

    public static void AddEnd(StreaqBuilder streaq, Counter<long> ended)
    {
        #region on-ended
        streaq.Use((context, next) =>
        {
            context.OnEnded(outcome => ended.Add(1, new("task", context.TaskName), new("outcome", $"{outcome}")));
            return next(context);
        });
        #endregion
    }

    public static void AddClass(StreaqBuilder streaq)
    {
        #region use-class
        streaq.UseMiddleware<TenantMiddleware>();
        #endregion
    }

    public static void AddEnqueue(StreaqBuilder streaq, ITenant tenant)
    {
        #region use-enqueue
        streaq.UseEnqueue(async (context, next) =>
        {
            context.Headers["tenant"] = tenant.Name;
            await next(context);
        });
        #endregion
    }

    public static void AddTransforming(StreaqBuilder streaq)
    {
        #region transform
        streaq.Use(async (context, next) =>
        {
            if (context.Arguments is string text)
            {
                context.Arguments = text.Trim();
            }

            await next(context);
            if (context.Result is int number)
            {
                context.Result = Math.Max(0, number);
            }
        });
        #endregion
    }

    public static void AddChildSpan(StreaqBuilder streaq)
    {
        #region child-span
        streaq.Use(async (context, next) =>
        {
            using (Source.StartActivity("check stock", ActivityKind.Internal, context.Activity?.Context ?? default))
            {
                await Task.Yield();
            }

            await next(context);
        });
        #endregion
    }

    public static void AddShortCut(StreaqBuilder streaq)
    {
        #region short-cut
        streaq.Use((context, next) =>
        {
            if (context.Arguments is not "")
            {
                return next(context);
            }

            context.Result = 0;
            return Task.CompletedTask;
        });
        #endregion
    }
}

#region class
internal sealed class TenantMiddleware : ITaskMiddleware
{
    public async Task InvokeAsync(TaskContext context, TaskDelegate next)
    {
        if (context.Headers.TryGetValue("tenant", out var tenant))
        {
            Activity.Current?.SetTag("app.tenant", tenant);
        }

        await next(context);
    }
}
#endregion

internal interface ITenant
{
    string Name { get; }
}
