using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Streaq;

namespace Docs;

/// <summary>The whole programs at the beginning of guides, which readers can copy.</summary>
internal static partial class WholePrograms
{
    public static async Task RetryAsync(string[] args)
    {
        #region retry
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddHttpClient();
        var streaq = builder.Services.AddStreaq(options => options.Redis = "localhost:6379");
        streaq.AddWorker();
        streaq.Map(Tasks.SendReceipt, async (Receipt receipt, HttpClient http, CancellationToken ct) =>
            {
                using var response = await http.PostAsJsonAsync("https://example.org/receipts", receipt, ct);
                response.EnsureSuccessStatusCode();
            })
            .WithMaxAttempts(5)
            .UseRetry(retry =>
            {
                retry.ShouldRetry = e => e is HttpRequestException;   // any other exception fails the task at once
                retry.BaseDelay = TimeSpan.FromSeconds(2);            // then 4, 8 and 16 s; each shortened at random, by up to half
            });
        await builder.Build().RunAsync();
        #endregion
    }

    public static async Task FireOnWeekdaysAsync(string[] args)
    {
        #region weekdays
        var builder = Host.CreateApplicationBuilder(args);
        var streaq = builder.Services.AddStreaq(options => options.Redis = "localhost:6379");
        streaq.AddWorker();
        streaq.Cron("digest.send", "0 9 * * mon-fri", () => Console.WriteLine("Good morning, Berlin!"))
            .WithTimeZone("Europe/Berlin");
        await builder.Build().RunAsync();
        #endregion
    }

    public static async Task TraceAsync(string[] args)
    {
        #region trace
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddOpenTelemetry().UseOtlpExporter()              // to localhost:4317
            .WithTracing(tracing => tracing.AddStreaqInstrumentation());
        var streaq = builder.Services.AddStreaq(options => options.UseEmbeddedStore());
        streaq.AddWorker();
        streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length);

        using var host = builder.Build();
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IStreaqClient>();
        var task = await client.EnqueueAsync(Tasks.CountWords, "the quick brown fox");
        Console.WriteLine($"Task {task.Id}: {await task.ResultAsync(TimeSpan.FromSeconds(10))} words");
        await host.StopAsync();
        #endregion
    }

    public static async Task StopAsync(string[] args)
    {
        #region stop
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddHttpClient();
        var streaq = builder.Services.AddStreaq(options => options.Redis = "localhost:6379");
        streaq.AddWorker(worker => worker.GracePeriod = TimeSpan.FromSeconds(20));   // the default
        streaq.Map(Tasks.SendReceipt, async (Receipt receipt, HttpClient http, CancellationToken cancellationToken) =>
        {
            using var response = await http.PostAsJsonAsync("https://example.org/receipts", receipt, cancellationToken);
            response.EnsureSuccessStatusCode();
        });
        await builder.Build().RunAsync();                                            // until SIGTERM or Ctrl+C
        #endregion
    }

    public static void MapRepeatable(StreaqBuilder streaq)
    {
        #region repeatable
        streaq.Map(Tasks.SendReceipt, async (Receipt receipt, TaskContext context, HttpClient http, CancellationToken ct) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "https://example.org/receipts");
            request.Content = JsonContent.Create(receipt);
            request.Headers.Add("Idempotency-Key", context.TaskId);   // each attempt has the same
            using var response = await http.SendAsync(request, ct);
            response.EnsureSuccessStatusCode();
        });
        #endregion
    }
}
