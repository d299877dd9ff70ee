using System.Diagnostics;
using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Streaq.Dashboard.Tests.Pages;

/// <summary>Spans that are kept, in the course of a task and on the page of their trace.</summary>
[Collection(SpansCollection.Name)]
public sealed class TraceTests : IAsyncLifetime
{
    private const string Lost = "00000000000000aa";

    private static readonly HtmlParser Parser = new(new HtmlParserOptions { IsStrictMode = true });
    private static readonly ActivitySource Source = new("Streaq.Dashboard.Tests");
    private static readonly TaskDefinition<int> Work = new("orders.confirm");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ActivityLog _spans = new(queue: null, ActivitySamplingResult.AllDataAndRecorded, "Streaq", Source.Name);
    private readonly Elsewhere _elsewhere = new();
    private BoardApp? _app;

    private BoardApp App => _app!;

    public async Task InitializeAsync() => _app = await BoardApp.StartAsync(new BoardSetUp
    {
        Options = board => board.TraceReaders.Add(_elsewhere),
        Queue = queue =>
        {
            queue.AddWorker();
            queue.Map(Work, (int _, TaskContext context) =>
            {
                using var query = Source.StartActivity("query");
                if (context.Attempt == 1)
                {
                    throw new StreaqRetryException("Again.", TimeSpan.FromMilliseconds(1));
                }
            });
        },
    });

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        _spans.Dispose();
    }

    [Fact]
    public async Task Task_WithSpans_IsOneCourseWithThem()
    {
        var (task, traceId) = await ConfirmAsync();
        await KeepAsync(traceId, OfTrace(traceId));

        var page = await ReadAsync($"default/tasks/{task}");

        string[] expected =
        [
            "POST /orders", ". Enqueued", ". Attempt 1", ". . query", ". . retry orders.confirm", ". Waited to retry", ". Attempt 2", ". . query",
        ];
        Assert.Equal(expected, Rows(page).Where(row => row is not (". Waited" or ". Waited for a worker")));
        Assert.Equal(4, page.QuerySelectorAll(".waterfall rect.span").Length);
        Assert.Contains("shop-web", Cell(page, "POST /orders"));
        Assert.Equal($"../../default/traces/{traceId}", page.QuerySelector(".rest a")!.GetAttribute("href"));
        Assert.DoesNotContain("not sampled", page.Body!.TextContent);
        Assert.DoesNotContain("more spans", page.Body.TextContent);
    }

    [Fact]
    public async Task Task_WithSomeOfItsSpans_SaysWhatIsNotSampled()
    {
        var (task, traceId) = await ConfirmAsync();
        var all = OfTrace(traceId);
        // The request, and the second attempt, were in processes that keep nothing.
        var kept = all.Where(span => span.Name is not "POST /orders" && span.Attributes.GetValueOrDefault("streaq.attempt") != "2").ToArray();
        await KeepAsync(traceId, kept, dropped: 5);

        var page = await ReadAsync($"default/tasks/{task}");

        Assert.Equal("Not sampled", Rows(page)[0]);
        Assert.Contains("not sampled", Cell(page, "Attempt 2"));
        Assert.DoesNotContain("not sampled", Cell(page, "Attempt 1"));
        Assert.Contains("5 spans dropped", page.QuerySelector(".rest")!.TextContent);
    }

    [Fact]
    public async Task Task_WithSpansOfTheQueueAndOfElsewhere_IsOneCourseWithThem()
    {
        var (task, traceId) = await ConfirmAsync();
        var all = OfTrace(traceId);
        await KeepAsync(traceId, [.. all.Where(span => span.Name is not "query")], dropped: 2);
        // What is there twice, is the queue's.
        _elsewhere.Traces = [new TaskTrace(traceId, [.. all.Select(span => span.Name is "query" ? span : span with { Name = "twice" })])];

        var page = await ReadAsync($"default/tasks/{task}");
        var whole = await ReadAsync($"default/traces/{traceId}");

        string[] expected =
        [
            "POST /orders", ". Enqueued", ". Attempt 1", ". . query", ". . retry orders.confirm", ". Waited to retry", ". Attempt 2", ". . query",
        ];
        Assert.Equal(expected, Rows(page).Where(row => row is not (". Waited" or ". Waited for a worker")));
        Assert.Single(page.QuerySelectorAll(".rest a"));
        Assert.DoesNotContain("dropped", page.Body!.TextContent);
        Assert.Equal(all.Length, Rows(whole).Count);
        Assert.DoesNotContain("twice", whole.Body!.TextContent);
    }

    [Fact]
    public async Task Task_WhoseSpansElsewhereCantBeRead_SaysSo()
    {
        var (task, traceId) = await ConfirmAsync();
        await KeepAsync(traceId, OfTrace(traceId));
        _elsewhere.Fails = true;

        var page = await ReadAsync($"default/tasks/{task}");

        Assert.Equal("POST /orders", Rows(page)[0]);
        Assert.Contains("elsewhere can't be read (InvalidOperationException): its spans are missing here.", page.Body!.TextContent);
    }

    [Fact]
    public async Task Task_WithoutSpans_IsAsItIs()
    {
        var (task, _) = await ConfirmAsync();

        var page = await ReadAsync($"default/tasks/{task}");

        Assert.Equal("Enqueued", Rows(page)[0]);
        Assert.Null(page.QuerySelector(".rest"));
        Assert.DoesNotContain("not sampled", page.Body!.TextContent, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Task_OfARequestThatEnqueuedOthers_LeavesThemOut()
    {
        var (task, traceId) = await ConfirmAsync(others: 3);
        await KeepAsync(traceId, OfTrace(traceId));

        var page = await ReadAsync($"default/tasks/{task}");
        var whole = await ReadAsync($"default/traces/{traceId}");

        Assert.Single(Rows(page), row => row.EndsWith("Attempt 1", StringComparison.Ordinal));
        // Of each: enqueue, two attempts, two queries, a retry.
        Assert.Contains("18 more spans", page.QuerySelector(".rest")!.TextContent);
        Assert.Equal(25, Rows(whole).Count);
        Assert.Contains(whole.QuerySelectorAll(".waterfall a.id"), link => link.GetAttribute("href") == $"../../default/tasks/{task}");
    }

    [Fact]
    public async Task Trace_WithoutAParent_StandsBelowALineForIt()
    {
        var traceId = new string('1', 32);
        await KeepAsync(traceId, [Span(1, "first", Lost, 10, 5), Span(2, "second", Lost, 20, 5), Span(3, "within", Id(2), 21, 1), Span(4, "own", null, 0, 1)]);

        var page = await ReadAsync($"default/traces/{traceId}");

        Assert.Equal(["own", "Not sampled", ". first", ". second", ". . within"], Rows(page));
        Assert.NotEmpty(page.QuerySelectorAll(".waterfall tr:nth-child(2) rect.wait"));
    }

    [Fact]
    public async Task Trace_OfHostileSpans_IsSoundMarkup()
    {
        var traceId = new string('2', 32);
        const string Evil = "<script>alert(1)</script>\"'&\u202E";
        TraceSpan[] spans =
        [
            Span(1, Evil, Id(2), 0, 1), Span(2, Evil, Id(1), 0, 1), Span(3, Evil, Id(3), 0, 1),
            Span(4, Evil, null, 0, 1) with
            {
                IsError = true,
                Service = Evil,
                Attributes = new Dictionary<string, string> { [Evil] = Evil, ["error.type"] = Evil, ["messaging.message.id"] = Evil, ["messaging.operation.name"] = "process" },
            },
            .. Enumerable.Range(5, 200).Select(i => Span(i, Evil, Id(i - 1), i, 1)),
        ];
        await KeepAsync(traceId, spans);

        var page = await ReadAsync($"default/traces/{traceId}");

        // Those whose parents are a circle are within nothing.
        Assert.Equal(201, Rows(page).Count);
        Assert.Empty(page.QuerySelectorAll("main script"));
        Assert.Contains(Evil, page.QuerySelector(".waterfall")!.TextContent);
    }

    [Fact]
    public async Task Find_ByTraceId_LeadsToItsSpans()
    {
        var traceId = new string('a', 32);
        await KeepAsync(traceId, [Span(1, "alone", null, 0, 1)]);

        using var found = await App.Http.GetAsync($"default/find?q={traceId.ToUpperInvariant()}");
        using var missing = await App.Http.GetAsync($"default/traces/{new string('b', 32)}");
        using var none = await App.Http.GetAsync("default/traces/what");

        Assert.Equal((HttpStatusCode.Found, $"../default/traces/{traceId}"), (found.StatusCode, found.Headers.Location?.OriginalString));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (missing.StatusCode, none.StatusCode));
    }

    private async Task<(string Task, string TraceId)> ConfirmAsync(int others = 0)
    {
        using var request = Source.StartActivity("POST /orders", ActivityKind.Server, parentContext: default)!;
        var handles = new List<TaskHandle>();
        for (var i = 0; i <= others; i++)
        {
            handles.Add(await App.Client.EnqueueAsync(Work, i));
        }

        foreach (var handle in handles)
        {
            await handle.WaitAsync();
        }

        var traceId = request.TraceId.ToHexString();
        request.Stop();
        // An attempt's span ends a little after its outcome is stored.
        foreach (var handle in handles)
        {
            await _spans.WaitForAsync(span => span.DisplayName == "process orders.confirm" && Equals(span.GetTagItem("messaging.message.id"), handle.Id)
                && Equals(span.GetTagItem("streaq.outcome"), "success"));
        }

        return (handles[0].Id, traceId);
    }

    private TraceSpan[] OfTrace(string traceId) =>
    [
        .. _spans.Stopped.Where(span => span.TraceId.ToHexString() == traceId).Select(span => new TraceSpan
        {
            SpanId = span.SpanId.ToHexString(),
            ParentId = span.ParentSpanId == default ? null : span.ParentSpanId.ToHexString(),
            Name = span.DisplayName,
            Service = span.Source == Source ? "shop-web" : "shop-worker",
            StartedAt = new DateTimeOffset(span.StartTimeUtc),
            Duration = span.Duration,
            Attributes = span.TagObjects.ToDictionary(tag => tag.Key, tag => $"{tag.Value}"),
        }),
    ];

    private Task<KeptTraces> KeepAsync(string traceId, TraceSpan[] spans, int dropped = 0) =>
        App.Client.Traces.KeepAsync([new TaskTrace(traceId, spans) { Dropped = dropped }], new TraceBudget());

    private static string Id(int number) => $"{number:x16}";

    private static TraceSpan Span(int id, string name, string? parent, int start, int took) => new()
    {
        SpanId = Id(id),
        ParentId = parent,
        Name = name,
        StartedAt = Start.AddMilliseconds(start),
        Duration = TimeSpan.FromMilliseconds(took),
    };

    /// <summary>What each line is, behind a dot for each that it is within.</summary>
    private static List<string> Rows(IHtmlDocument page) =>
        [.. page.QuerySelectorAll(".waterfall tbody th").Select(row => string.Concat(Enumerable.Repeat(". ", Depth(row))) + row.TextContent.Trim())];

    private static int Depth(IElement row) => row.ClassName is { Length: > 1 } name ? int.Parse(name[1..]) : 0;

    private static string Cell(IHtmlDocument page, string what) =>
        page.QuerySelectorAll(".waterfall tbody tr").First(row => row.QuerySelector("th")!.TextContent.Trim() == what).QuerySelector("td:last-child")!.TextContent;

    private async Task<IHtmlDocument> ReadAsync(string path)
    {
        using var answer = await App.Http.GetAsync(path);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path} answers {answer.StatusCode}.");
        return await Parser.ParseDocumentAsync(await answer.Content.ReadAsStreamAsync());
    }

    private sealed class Elsewhere : ITraceReader
    {
        public IReadOnlyList<TaskTrace> Traces { get; set; } = [];

        public bool Fails { get; set; }

        public string Name => "elsewhere";

        public Task<IReadOnlyList<TaskTrace>> FindAsync(IReadOnlyList<string> traceIds, CancellationToken cancellationToken) =>
            Fails ? throw new InvalidOperationException("It is away.") : Task.FromResult(Traces);
    }
}

/// <summary>Listeners of spans are process-wide, so these tests run by themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SpansCollection
{
    public const string Name = "spans";
}
