using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaq.Testing;

namespace Streaq.Docs.Tests.Traces;

using global::Docs;
using Schedules = global::Docs.Schedules;
// Below the namespace, so that they go before Streaq's own namespaces of these names.
using Tasks = global::Docs.Tasks;

/// <summary>What the guides show the traces of: each runs a page's own code and returns the spans.</summary>
internal static class GuideStories
{
    private static readonly Receipt Receipt = new("ann@example.org", 71.40m);

    public static readonly IReadOnlyDictionary<string, Func<Task<string>>> All = new Dictionary<string, Func<Task<string>>>(StringComparer.Ordinal)
    {
        ["abort"] = AbortAsync,
        ["after"] = () => TellAsync(MapWorkflows, queue => Workflows.AfterAsync(queue.Client)),
        ["failure"] = FailAsync,
        ["group"] = () => TellAsync(MapWorkflows, GroupAsync),
        ["middleware"] = MiddlewareAsync,
        ["pipeline"] = () => TellAsync(MapWorkflows, queue => Workflows.PipelineAsync(queue.Client)),
        ["queues"] = QueuesAsync,
        ["retries"] = RetryAsync,
        ["schedules"] = () => TellAsync(streaq =>
        {
            streaq.Services.AddSingleton<IReports, NoReports>();
            Schedules.Declare(streaq);
        }),
        ["snooze"] = SnoozeAsync,
        ["successor"] = SuccessorAsync,
        ["unique"] = UniqueAsync,
    };

    private static void MapWorkflows(StreaqBuilder streaq)
    {
        GettingStarted.Map(streaq);
        Workflows.Map(streaq);
    }

    private static async Task<string> TellAsync(
        Action<StreaqBuilder> map, Func<StreaqTestHost, Task>? act = null, Action<IServiceCollection>? services = null)
    {
        // The span of many enqueues is named after the queue; the stories run one after the other.
        await using var queue = StreaqTestHost.Create(map, services, options => options.Queue = "texts");
        if (act is not null)
        {
            await act(queue);
        }

        await queue.DrainAsync(within: TimeSpan.FromHours(24));
        return TraceText.Of(queue.Spans.All);
    }

    private static async Task<string> AbortAsync()
    {
        var began = new TaskCompletionSource();
        var name = $"books-{Guid.NewGuid():N}";
        using var spans = new SpanRecorder(name);
        // A real worker: the test kit runs nothing beside the attempt under way.
        var builder = Host.CreateEmptyApplicationBuilder(new());
        var streaq = builder.Services.AddStreaq(options =>
        {
            options.Queue = name;
            options.UseEmbeddedStore();
        });
        streaq.AddWorker();
        Abort.MapObediently(streaq, async (_, stop) =>
        {
            began.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
            return 0;
        });
        using var host = builder.Build();
        await host.StartAsync();
        var handle = await host.Services.GetRequiredService<IStreaqClient>().EnqueueAsync(Tasks.CountWords, "a long book");
        await began.Task;
        using var request = Requests.Start("DELETE /books/17");
        await handle.AbortAsync();
        request.Stop();
        await host.StopAsync();
        return TraceText.Of([request, .. spans.All]);
    }

    private static async Task GroupAsync(StreaqTestHost queue)
    {
        await queue.Client.GroupAsync(
            Tasks.CountWords,
            ["a b", "c", "d e f"],
            new GroupOptions { OnFinished = Texts.Tell, OnSucceeded = GroupCallback.Of(Texts.Report, "all texts") });
    }

    private static Task<string> RetryAsync()
    {
        var answers = new Queue<HttpStatusCode>([HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK]);
        return TellAsync(
            Retries.Map,
            queue => queue.Client.EnqueueAsync(Tasks.SendReceipt, Receipt),
            services => services.AddSingleton(new HttpClient(new Server(() => answers.Dequeue()))));
    }

    private static Task<string> MiddlewareAsync()
    {
        var runs = 0;
        return TellAsync(
            streaq =>
            {
                Middleware.Add(streaq);
                streaq.Map(Tasks.CountWords, (string text) => ++runs == 1 ? throw new TimeoutException("No answer.") : text.Length);
            },
            queue => queue.Client.EnqueueAsync(Tasks.CountWords, "the quick brown fox"));
    }

    private static async Task<string> FailAsync()
    {
        var broken = true;
        await using var queue = StreaqTestHost.Create(streaq => streaq.Map(
            Tasks.CountWords, (string text) => broken ? throw new FormatException("The text has no end.") : text.Length));
        await queue.Client.EnqueueAsync(Tasks.CountWords, "the quick brown fox");
        await queue.DrainAsync();
        broken = false;
        await GettingStarted.ReplayAsync(queue.Client);
        await queue.DrainAsync();
        return TraceText.Of(queue.Spans.All);
    }

    private static Task<string> SnoozeAsync()
    {
        var asked = 0;
        return TellAsync(
            streaq => SnoozeAndPause.MapPatiently(streaq, () => ++asked > 2),
            queue => queue.Client.EnqueueAsync(Tasks.SendReceipt, Receipt));
    }

    private static Task<string> SuccessorAsync() => TellAsync(
        Successor.Map,
        queue => queue.Client.EnqueueAsync(Successor.Import, new Successor.ImportPage("north", 1)),
        services => services.AddSingleton<Successor.IShop, ThreePages>());

    private static async Task<string> UniqueAsync()
    {
        var (began, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var orders = new ShopOrders
        {
            Imported = _ =>
            {
                began.SetResult();
                return end.Task;
            },
        };
        await using var queue = StreaqTestHost.Create(Limits.MapUnique, services => services.AddSingleton(orders));
        var import = new TaskDefinition<ImportOrders>("orders.import");
        await queue.Client.EnqueueAsync(import, new ImportOrders("north"));
        await queue.Client.EnqueueAsync(import, new ImportOrders("north"));
        var first = queue.RunNextAsync();
        await began.Task;
        await queue.RunNextAsync();
        end.SetResult();
        await first;
        return TraceText.Of(queue.Spans.All);
    }

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

    private sealed class Server(Func<HttpStatusCode> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(answer()));
    }

    private sealed class ThreePages : Successor.IShop
    {
        public Task<bool> ImportAsync(Successor.ImportPage page, CancellationToken cancellationToken) => Task.FromResult(page.Number < 3);
    }

    private sealed class NoReports : IReports
    {
        public Task RunAsync(DateOnly day, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task SendAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
