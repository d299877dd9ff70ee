using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaq.Testing;

namespace Streaq.Docs.Tests.Traces;

using global::Docs;
using Schedules = global::Docs.Schedules;
// Inside the namespace, so that they take precedence over Streaq's own namespaces of these names.
using Tasks = global::Docs.Tasks;

/// <summary>The stories whose traces the guides show. Each runs a page's own code and returns its spans.</summary>
internal static partial class GuideStories
{
    private static readonly Receipt Receipt = new("ann@example.org", 71.40m);

    public static readonly IReadOnlyDictionary<string, Func<Task<string>>> All = new Dictionary<string, Func<Task<string>>>(StringComparer.Ordinal)
    {
        ["abort"] = AbortAsync,
        ["after"] = () => TellAsync(MapWorkflows, queue => Workflows.AfterAsync(queue.Client)),
        ["breaker"] = BreakAsync,
        ["failure"] = FailAsync,
        ["from-celery"] = () => TellAsync(FromCelery.Map, queue => FromCelery.EnqueueAsync(queue.Client)),
        ["from-hangfire"] = HangfireAsync,
        ["from-other-outboxes"] = OutboxAsync,
        ["from-streaq"] = CountAsync,
        ["getting-started"] = CountAsync,
        ["group"] = () => TellAsync(MapWorkflows, GroupAsync),
        ["middleware"] = MiddlewareAsync,
        ["modules"] = () => TellAsync(Modules.AddOne, queue => queue.Client.EnqueueAsync(Tasks.SendReceipt, Receipt)),
        ["outbox"] = OutboxAsync,
        ["payloads"] = RefuseAsync,
        ["pipeline"] = () => TellAsync(MapWorkflows, queue => Workflows.PipelineAsync(queue.Client)),
        ["progress"] = ProgressAsync,
        ["queues"] = QueuesAsync,
        ["retries"] = RetryAsync,
        ["schedules"] = () => TellAsync(DeclareSchedules),
        ["snooze"] = SnoozeAsync,
        ["span"] = SpanAsync,
        ["stopping"] = StopAsync,
        ["successor"] = SuccessorAsync,
        ["testing"] = RemindAsync,
        ["unique"] = UniqueAsync,
        ["weekdays"] = FireOnWeekdaysAsync,
    };

    private static void MapWorkflows(StreaqBuilder streaq)
    {
        GettingStarted.Map(streaq);
        Workflows.Map(streaq);
    }

    private static async Task<string> TellAsync(
        Action<StreaqBuilder> map, Func<StreaqTestHost, Task>? act = null, Action<IServiceCollection>? services = null, TimeSpan? within = null)
    {
        // The span of many enqueues has the queue's name in its own. The stories run one after the other, so they can share it.
        await using var queue = StreaqTestHost.Create(map, services, options => options.Queue = "texts");
        if (act is not null)
        {
            await act(queue);
        }

        await queue.DrainAsync(within: within ?? TimeSpan.FromHours(24));
        return TraceText.Of(queue.Spans.All);
    }

    private static Task<string> CountAsync() => TellAsync(
        streaq => streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length),
        queue => queue.Client.EnqueueAsync(Tasks.CountWords, "the quick brown fox"));

    private static void DeclareSchedules(StreaqBuilder streaq)
    {
        streaq.Services.AddSingleton<IReports, NoReports>();
        Schedules.Declare(streaq);
    }

    /// <summary>Fires the mornings of a Monday and a Tuesday.</summary>
    private static async Task<string> FireOnWeekdaysAsync()
    {
        await using var queue = StreaqTestHost.Create(
            streaq => streaq.Cron("digest.send", "0 9 * * mon-fri", () => { }).WithTimeZone("Europe/Berlin"),
            services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero))));
        await queue.DrainAsync(within: TimeSpan.FromDays(2));
        return TraceText.Of(queue.Spans.All);
    }

    /// <summary>Makes two calls that fail, and runs a third task.</summary>
    private static Task<string> BreakAsync() => TellAsync(
        streaq => MiddlewareRecipes.AddBreaker(streaq, (_, _) => throw new HttpRequestException("The server is down.")),
        async queue =>
        {
            for (var i = 0; i < 3; i++)
            {
                await queue.Client.EnqueueAsync(Tasks.CountWords, "the quick brown fox");
                await queue.RunNextAsync();
            }
        },
        within: TimeSpan.Zero);

    /// <summary>Changes the key between the enqueue and the attempt.</summary>
    private static Task<string> RefuseAsync()
    {
        var key = new byte[32];
        return TellAsync(
            streaq => streaq.Map(Tasks.CountWords, (string text) => text.Length),
            async queue =>
            {
                await queue.Client.EnqueueAsync(Tasks.CountWords, "the quick brown fox", new EnqueueOptions { Id = "text-17" });
                key[0]++;
            },
            services => services.PostConfigure<StreaqOptions>(options => options.PayloadTransforms.Add(new AesGcmTransform(key))));
    }

    private static Task<string> RemindAsync() => TellAsync(
        streaq => streaq.AddReceipts(),
        queue => queue.Client.EnqueueAsync(Tasks.SendReceipt, Receipt),
        services => services.AddSingleton<IMailer>(new FakeMailer()),
        within: TimeSpan.FromDays(8));

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
