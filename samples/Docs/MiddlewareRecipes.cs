using System.ComponentModel.DataAnnotations;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Streaq;

namespace Docs;

internal static class MiddlewareRecipes
{
    public static void AddTimeout(StreaqBuilder streaq, Func<string, CancellationToken, Task<int>> count)
    {
        #region polly-timeout
        var pipeline = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromMilliseconds(300)).Build();
        streaq.Map(Tasks.CountWords, count).UseMiddleware<ResilienceMiddleware>(pipeline);
        #endregion
    }

    public static void AddRetry(StreaqBuilder streaq, Func<string, CancellationToken, Task<int>> count)
    {
        #region polly-retry
        var pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(),
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(50),
            })
            .Build();
        streaq.Map(Tasks.CountWords, count).UseMiddleware<ResilienceMiddleware>(pipeline);
        #endregion
    }

    public static void AddBreaker(StreaqBuilder streaq, Func<string, CancellationToken, Task<int>> count)
    {
        #region polly-breaker
        var pipeline = new ResiliencePipelineBuilder()
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(),
                MinimumThroughput = 2,
                BreakDuration = TimeSpan.FromSeconds(30),
            })
            .Build();
        streaq.Map(Tasks.CountWords, count)
            .Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (BrokenCircuitException e)
                {
                    // Runs again when the circuit may be closed, without counting an attempt.
                    throw new StreaqSnoozeException(e.RetryAfter ?? TimeSpan.FromSeconds(30));
                }
            })
            .UseMiddleware<ResilienceMiddleware>(pipeline);
        #endregion
    }

    public static void AddCache(StreaqBuilder streaq, Func<string, CancellationToken, Task<int>> count)
    {
        #region cache
        streaq.Services.AddMemoryCache();
        streaq.Map(Tasks.CountWords, count).Use(async (context, next) =>
        {
            var cache = context.Services.GetRequiredService<IMemoryCache>();
            if (cache.TryGetValue(context.Argument, out int known))
            {
                context.Result = known;
                return;
            }

            await next(context);
            cache.Set(context.Argument, context.Result, TimeSpan.FromMinutes(10));
        });
        #endregion
    }

    public static void AddRate(StreaqBuilder streaq, Action<Receipt> send)
    {
        #region rate
        var limiter = PartitionedRateLimiter.Create<Receipt, string>(receipt => RateLimitPartition.GetFixedWindowLimiter(
            receipt.To, _ => new FixedWindowRateLimiterOptions { PermitLimit = 1, Window = TimeSpan.FromMinutes(1) }));
        streaq.Map(Tasks.SendReceipt, send).Use(async (context, next) =>
        {
            using var permit = limiter.AttemptAcquire(context.Argument);
            if (!permit.IsAcquired)
            {
                throw new StreaqSnoozeException(TimeSpan.FromMinutes(1));
            }

            await next(context);
        });
        #endregion
    }

    public static void AddValidation(StreaqBuilder streaq)
    {
        #region use-validation
        streaq.UseEnqueue((context, next) =>
        {
            Validator.ValidateObject(context.Arguments!, new ValidationContext(context.Arguments!), validateAllProperties: true);
            return next(context);
        });
        #endregion
    }

    public static void AddAudit(StreaqBuilder streaq, Action<Receipt> send)
    {
        #region use-audit
        streaq.UseMiddleware<AuditMiddleware>();
        streaq.Map(Tasks.SendReceipt, [Audited("billing")] (Receipt receipt) => send(receipt));
        #endregion
    }

    public static void AddOnce(StreaqBuilder streaq, Action<Receipt> send)
    {
        #region use-once
        streaq.Map(Tasks.SendReceipt, send).UseMiddleware<OnceMiddleware>();
        #endregion
    }

    public static void AddTenant(IServiceCollection services, StreaqBuilder streaq)
    {
        #region use-tenant
        services.AddHttpContextAccessor();
        streaq.UseEnqueueMiddleware<TenantEnqueue>();
        streaq.UseMiddleware<TenantMiddleware>();
        #endregion
    }

    public static void AddGroups(StreaqBuilder streaq, Action<Receipt> send, Func<string, int> count)
    {
        #region places
        streaq.Use(Log);                                              // every task of the queue
        streaq.MapGroup(mail =>
        {
            mail.Use(Log);                                            // the tasks of this group
            mail.Map(Tasks.SendReceipt, send).UseRetry();             // this one
        });
        streaq.UseWhen(
            context => context.Headers.ContainsKey("tenant"),
            branch => branch.UseMiddleware<TenantMiddleware>());      // attempts that meet a condition
        streaq.Map(Tasks.CountWords, count);
        #endregion

        static Task Log(TaskContext context, TaskDelegate next) => next(context);
    }

    public static void AddTyped(StreaqBuilder streaq, Func<string, int> count)
    {
        #region typed
        streaq.Map(Tasks.CountWords, count).Use(async (context, next) =>
        {
            context.Argument = context.Argument.Trim();    // a string
            await next(context);
            context.Result = Math.Max(0, context.Result);  // an int
        });
        #endregion
    }
}

#region polly
internal sealed class ResilienceMiddleware(ResiliencePipeline pipeline) : ITaskMiddleware
{
    public async Task InvokeAsync(TaskContext context, TaskDelegate next) => await pipeline.ExecuteAsync(
        async token =>
        {
            context.CancellationToken = token;   // for inner middleware and the handler
            await next(context);
        },
        context.CancellationToken);
}
#endregion

#region once
internal sealed class OnceMiddleware(IDone done) : ITaskMiddleware
{
    public async Task InvokeAsync(TaskContext context, TaskDelegate next)
    {
        if (!await done.ContainsAsync(context.TaskId))
        {
            await next(context);
            await done.AddAsync(context.TaskId);
        }
    }
}
#endregion

#region audit
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class AuditedAttribute(string by) : Attribute
{
    public string By => by;
}

internal sealed class AuditMiddleware(IAudit audit) : ITaskMiddleware
{
    public async Task InvokeAsync(TaskContext context, TaskDelegate next)
    {
        await next(context);
        if (context.Metadata.Get<AuditedAttribute>() is { } audited)
        {
            await audit.NoteAsync(audited.By, context.TaskName, context.TaskId);
        }
    }
}
#endregion

#region tenant
internal sealed class TenantEnqueue(IHttpContextAccessor http) : ITaskEnqueueMiddleware
{
    public Task InvokeAsync(EnqueueContext context, EnqueueDelegate next)
    {
        if (http.HttpContext?.User.FindFirst("tenant")?.Value is { } tenant)
        {
            context.Headers["tenant"] = tenant;
        }

        return next(context);
    }
}
#endregion

internal interface IDone
{
    Task<bool> ContainsAsync(string taskId);

    Task AddAsync(string taskId);
}

internal interface IAudit
{
    Task NoteAsync(string by, string task, string id);
}
