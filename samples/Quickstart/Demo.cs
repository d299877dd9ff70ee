using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Streaq;

namespace Quickstart;

/// <summary>Runs the demo: sets up telemetry and a worker, tells the stories, and prints the trees.</summary>
internal static class Demo
{
    private static readonly ActivitySource Source = new("Quickstart");

    /// <returns>The exit code: 0 when every story ended as expected.</returns>
    public static async Task<int> RunAsync(string? redis, bool stay, CancellationToken cancellationToken)
    {
        var spans = new FinishedSpans();
        await using var host = BuildHost(redis, spans);

        await host.StartAsync(cancellationToken);
        var told = new List<ToldStory>();
        try
        {
            foreach (var story in Stories.All)
            {
                told.Add(await TellAsync(story, host.Services.GetRequiredService<IStreaqClient>()));
            }
        }
        catch (StreaqStoreException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        finally
        {
            if (stay)
            {
                Console.WriteLine($"Dashboard: {host.Urls.First()}/streaq  (Ctrl+C prints the traces and ends)");
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            // An attempt's span ends when its outcome is stored; after the stop, all have ended.
            await host.StopAsync(CancellationToken.None);
        }

        Console.OutputEncoding = Encoding.UTF8;
        new TraceTable(Console.Out, Paint.ForConsole()).Print([.. told.Select(story => story with { Spans = OfTrace(story, spans) })]);
        foreach (var story in told.Where(story => !story.IsAsExpected))
        {
            await Console.Error.WriteLineAsync($"'{story.Title}' should have ended with '{story.Expected}'.");
        }

        return told.TrueForAll(story => story.IsAsExpected) ? 0 : 1;
    }

    private static WebApplication BuildHost(string? redis, FinishedSpans spans)
    {
        var builder = WebApplication.CreateSlimBuilder();
        // On a free port of this machine.
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        // The trees show what happened, including failures.
        builder.Logging.AddFilter<ConsoleLoggerProvider>("Streaq", LogLevel.None).AddFilter("Microsoft", LogLevel.Warning);
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService(builder.Configuration["OTEL_SERVICE_NAME"] ?? "quickstart")
                .AddAttributes([new("host.name", Environment.MachineName)])
                .AddEnvironmentVariableDetector())
            .WithTracing(tracing => tracing
                .SetSampler(new AlwaysOnSampler())
                .AddSource(StreaqTelemetry.SourceName, Source.Name)
                .AddProcessor(spans)
                // The dashboard shows the spans around a task and within its attempts.
                .AddStreaqTraceStore())
            .WithMetrics(metrics => metrics.AddMeter(StreaqTelemetry.SourceName));
        // Exports only if a server is configured.
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            telemetry.UseOtlpExporter();
        }

        builder.Services.AddSingleton<RateService>();
        var streaq = builder.Services.AddStreaq(options =>
        {
            options.UseEmbeddedStore();
            options.Redis = redis ?? builder.Configuration.GetConnectionString("redis");
        });
        streaq.AddWorker();
        Handlers.MapAll(streaq);
        builder.Services.AddStreaqDashboard(dashboard => dashboard.ShowPayloads = true);
        var app = builder.Build();
        app.MapStreaqDashboard().AllowAnonymousDashboard();
        return app;
    }

    private static async Task<ToldStory> TellAsync(Story story, IStreaqClient client)
    {
        using var root = Source.StartActivity(story.Title)!;
        return new ToldStory(story.Title, story.Expected, await story.TellAsync(client), root.TraceId.ToHexString());
    }

    private static List<Activity> OfTrace(ToldStory story, FinishedSpans spans) =>
        [.. spans.All.Where(span => span.TraceId.ToHexString() == story.TraceId)];
}
