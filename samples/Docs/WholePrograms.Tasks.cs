using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaq;

namespace Docs;

internal static partial class WholePrograms
{
    public static async Task AbortAsync(string[] args)
    {
        #region abort
        var builder = Host.CreateApplicationBuilder(args);
        var countWords = new TaskDefinition<string, int>("text.count_words");
        var streaq = builder.Services.AddStreaq(options => options.UseEmbeddedStore());
        streaq.AddWorker();
        streaq.Map(countWords, async (string book, CancellationToken stop) =>
        {
            await Task.Delay(TimeSpan.FromHours(1), stop);               // the abort cancels this token
            return book.Split(' ').Length;
        });
        using var host = builder.Build();
        await host.StartAsync();

        var client = host.Services.GetRequiredService<IStreaqClient>();
        var handle = await client.EnqueueAsync(countWords, "a long book");
        var aborted = await handle.AbortAsync(timeout: TimeSpan.FromSeconds(10));
        Console.WriteLine(aborted ? "The count is aborted." : "It was too late, or it did not end in time.");
        await host.StopAsync();
        #endregion
    }

    public static async Task ProgressAsync(string[] args)
    {
        #region progress
        var builder = Host.CreateApplicationBuilder(args);
        var countWords = new TaskDefinition<string, int>("text.count_words");
        var streaq = builder.Services.AddStreaq(options => options.UseEmbeddedStore());
        streaq.AddWorker();
        streaq.Map(countWords, async (string text, TaskContext context) =>
        {
            await context.ReportProgressAsync(0.5, "halfway");
            return text.Split(' ').Length;
        });
        using var host = builder.Build();
        await host.StartAsync();

        var client = host.Services.GetRequiredService<IStreaqClient>();
        var handle = await client.EnqueueAsync(countWords, "the quick brown fox");
        await foreach (var progress in handle.ProgressAsync())
        {
            Console.WriteLine($"{progress.Fraction:P0} {progress.Note}");   // 50 % halfway
        }
        await host.StopAsync();
        #endregion
    }

    public static async Task PipelineAsync(string[] args)
    {
        #region pipeline
        var builder = Host.CreateApplicationBuilder(args);
        var count = new TaskDefinition<string, int>("text.count_words");
        var describe = new TaskDefinition<int, string>("text.describe");
        var streaq = builder.Services.AddStreaq(options => options.UseEmbeddedStore());
        streaq.AddWorker();
        streaq.Map(count, (string text) => text.Split(' ').Length);
        streaq.Map(describe, (int words) => $"{words} words");
        using var host = builder.Build();
        await host.StartAsync();

        var client = host.Services.GetRequiredService<IStreaqClient>();
        var last = await client.Pipeline(count, "the quick brown fox").Then(describe).EnqueueAsync();
        Console.WriteLine(await last.ResultAsync(TimeSpan.FromSeconds(10)));   // 4 words
        await host.StopAsync();
        #endregion
    }

    public static async Task LimitAsync(string[] args)
    {
        #region limits
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddHttpClient();
        var crawl = new TaskDefinition<string>("pages.crawl");
        var streaq = builder.Services.AddStreaq(options => options.Redis = "localhost:6379");
        streaq.AddWorker();
        streaq.Map(crawl, async (string url, HttpClient http, CancellationToken ct) => await http.GetStringAsync(url, ct))
            .WithMaxConcurrency(50)                                                          // at a time, on all workers
            .WithMaxConcurrency(2, (string url) => new Uri(url).Host)                        // and for each host
            .WithRateLimit(5, TimeSpan.FromSeconds(1), (string url) => new Uri(url).Host);   // starts per second for each host
        await builder.Build().RunAsync();
        #endregion
    }

    public static async Task SnoozeAsync(string[] args)
    {
        #region snooze
        var builder = Host.CreateApplicationBuilder(args);
        var streaq = builder.Services.AddStreaq(options => options.Redis = "localhost:6379");
        streaq.AddWorker();
        streaq.Map(Tasks.SendReceipt, (Receipt receipt) =>
        {
            if (DateTime.UtcNow.Hour is < 8 or >= 20)
            {
                throw new StreaqSnoozeException(TimeSpan.FromMinutes(15));   // the shop is closed
            }

            Console.WriteLine($"{receipt.Amount} to {receipt.To}");
        });
        await builder.Build().RunAsync();
        #endregion
    }

    public static async Task LookUpAsync(string[] args)
    {
        #region look-up
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddStreaq(options => options.Redis = "localhost:6379");   // no worker, only a client
        using var host = builder.Build();
        var client = host.Services.GetRequiredService<IStreaqClient>();

        var counts = await client.CountsAsync();
        Console.WriteLine($"{counts.Ready.Values.Sum()} ready, {counts.Running} running, the oldest ready for {counts.OldestReadyAge}");
        foreach (var letter in (await client.DeadLetters.PageAsync(limit: 10)).Letters)
        {
            var report = await client.ReportAsync(letter.TaskId);
            Console.WriteLine($"{report.TaskName} {report.TaskId}: {report.State}, attempt {report.Attempts}, trace {report.TraceId}");
        }
        #endregion
    }

    public static async Task CountAsync(string[] args)
    {
        #region task
        var builder = Host.CreateApplicationBuilder(args);
        var countWords = new TaskDefinition<string, int>("text.count_words");   // name, argument, result
        var streaq = builder.Services.AddStreaq(options => options.UseEmbeddedStore());
        streaq.AddWorker();
        streaq.Map(countWords, async (string path, CancellationToken ct) =>
            {
                var text = await File.ReadAllTextAsync(path, ct);
                return text.Split(' ').Length;
            })
            .WithTimeout(TimeSpan.FromMinutes(1))
            .WithMaxAttempts(5);
        using var host = builder.Build();
        await host.StartAsync();

        var client = host.Services.GetRequiredService<IStreaqClient>();
        var handle = await client.EnqueueAsync(countWords, args[0], new EnqueueOptions { Priority = "high" });
        Console.WriteLine($"{await handle.ResultAsync(TimeSpan.FromSeconds(10))} words");
        await host.StopAsync();
        #endregion
    }
}
