using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Polly;
using Polly.Retry;

namespace Docs;

internal static partial class WholePrograms
{
    public static async Task TimeAsync(string[] args)
    {
        #region timer
        var builder = Host.CreateApplicationBuilder(args);
        var streaq = builder.Services.AddStreaq(options => options.Redis = "localhost:6379");
        streaq.AddWorker();
        streaq.Use(async (context, next) =>
        {
            var began = Stopwatch.GetTimestamp();
            await next(context);                                 // the rest of the attempt: other middleware, the handler
            Console.WriteLine($"{context.TaskName}: {Stopwatch.GetElapsedTime(began).TotalSeconds:F3} s");
        });
        streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length);
        await builder.Build().RunAsync();
        #endregion
    }

    public static async Task TagAsync(string[] args)
    {
        #region span
        var builder = Host.CreateApplicationBuilder(args);
        var source = new ActivitySource("Shop");
        var streaq = builder.Services.AddStreaq(options => options.Redis = "localhost:6379");
        streaq.AddWorker();
        streaq.Use(async (context, next) =>
        {
            context.Activity?.SetTag("app.tenant", context.Headers.GetValueOrDefault("tenant"));   // on process X
            using (source.StartActivity("check stock"))                                            // below process X
            {
                await Task.Delay(10, context.CancellationToken);
            }

            await next(context);
        });
        streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length);
        await builder.Build().RunAsync();
        #endregion
    }

    public static async Task RepeatAsync(string[] args)
    {
        #region polly
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddHttpClient();
        var pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(),
            Delay = TimeSpan.FromMilliseconds(50),
        }).Build();
        var streaq = builder.Services.AddStreaq(options => options.Redis = "localhost:6379");
        streaq.AddWorker();
        streaq.Map(Tasks.CountWords, async (string url, HttpClient http, CancellationToken ct) => (await http.GetStringAsync(url, ct)).Length)
            .Use(async (context, next) => await pipeline.ExecuteAsync(async _ => await next(context), context.CancellationToken));
        await builder.Build().RunAsync();
        #endregion
    }
}
