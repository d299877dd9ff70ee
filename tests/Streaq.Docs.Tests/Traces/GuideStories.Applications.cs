using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaq.Testing;

namespace Streaq.Docs.Tests.Traces;

using global::Docs;
using Tasks = global::Docs.Tasks;

/// <summary>The stories of applications: a request, a database, several queues.</summary>
internal static partial class GuideStories
{
    private static async Task<string> QueuesAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        Queues.Add(services, redis: null);
        services.UseStreaqTesting();
        await using var provider = services.BuildServiceProvider();
        var (first, emails) = (provider.GetRequiredService<StreaqTestQueue>(), provider.GetRequiredKeyedService<StreaqTestQueue>("emails"));
        using var all = new SpanRecorder();
        using var request = Requests.Start("POST /pay");
        await provider.GetRequiredService<Checkout>().PayAsync("thank you", Receipt);
        request.Stop();
        await first.DrainAsync();
        await emails.DrainAsync();
        return TraceText.Of([request, .. all.All.Where(span => span.TraceId == request.TraceId)]);
    }

    /// <summary>Runs the tasks that are due at once. The mail of the next week waits.</summary>
    private static async Task<string> HangfireAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IMailService, NoMails>();
        FromHangfire.Map(services, redis: null);
        services.UseStreaqTesting();
        await using var provider = services.BuildServiceProvider();
        var queue = provider.GetRequiredService<StreaqTestQueue>();
        await FromHangfire.EnqueueAsync(queue.Client, "ann@example.org");
        await queue.DrainAsync();
        return TraceText.Of(queue.Spans.All);
    }

    private static async Task<string> OutboxAsync()
    {
        var file = Path.GetTempFileName();
        using var spans = new SpanRecorder("purchases");
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddDbContext<ShopDbContext>(options => options.UseSqlite($"Data Source={file};Pooling=False"));
        var streaq = builder.Services.AddStreaq(options =>
        {
            options.Queue = "purchases";
            options.UseEmbeddedStore();
        });
        streaq.AddOutbox<ShopDbContext>().AddWorker();
        streaq.Map(Tasks.SendReceipt, (Receipt _) => { });
        using var host = builder.Build();
        using var scope = host.Services.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<ShopDbContext>();
        await db.Database.EnsureCreatedAsync();
        await host.StartAsync();

        using var request = Requests.Start("POST /purchases");
        var receipt = await EntityFramework.PlaceAsync(db, new Purchase { Email = "ann@example.org", Total = 71.40m }, CancellationToken.None);
        request.Stop();
        await receipt.WaitAsync();
        await host.StopAsync();
        File.Delete(file);
        return TraceText.Of([request, .. spans.All]);
    }

    /// <summary>Also listens to the source of the application's own span.</summary>
    private static async Task<string> SpanAsync()
    {
        var own = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Shop",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = own.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var queue = StreaqTestHost.Create(streaq =>
        {
            Middleware.AddChildSpan(streaq);
            streaq.Map(Tasks.CountWords, (string text) => text.Length);
        });
        await queue.Client.EnqueueAsync(Tasks.CountWords, "the quick brown fox");
        await queue.DrainAsync();
        var trace = queue.Spans.All[0].TraceId;
        return TraceText.Of([.. queue.Spans.All, .. own.Where(span => span.TraceId == trace)]);
    }

    private sealed class NoMails : IMailService
    {
        public Task SendAsync(string to, CancellationToken ct) => Task.CompletedTask;
    }
}
