using System.Diagnostics;
using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Streaq.Dashboard.Tests.Pages;

/// <summary>A queue with a worker and a dashboard. A test keeps spans where the pages read them.</summary>
[Collection(SpansCollection.Name)]
public abstract class TracePageTest : IAsyncLifetime
{
    private static readonly HtmlParser Parser = new(new HtmlParserOptions { IsStrictMode = true });
    private static readonly ActivitySource Source = new("Streaq.Dashboard.Tests");
    private static readonly TaskDefinition<int> Work = new("orders.confirm");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ActivityLog _spans = new(queue: null, ActivitySamplingResult.AllDataAndRecorded, "Streaq", Source.Name);
    private BoardApp? _app;

    private protected BoardApp App => _app!;

    /// <summary>A source of spans beside the queue.</summary>
    private protected Elsewhere Beside { get; } = new();

    public async Task InitializeAsync() => _app = await BoardApp.StartAsync(new BoardSetUp
    {
        Options = board => board.TraceReaders.Add(Beside),
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

    private protected async Task<(string Task, string TraceId)> ConfirmAsync(int others = 0)
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
        // An attempt's span ends shortly after its outcome is stored.
        foreach (var handle in handles)
        {
            await _spans.WaitForAsync(span => span.DisplayName == "process orders.confirm" && Equals(span.GetTagItem("messaging.message.id"), handle.Id)
                && Equals(span.GetTagItem("streaq.outcome"), "success"));
        }

        return (handles[0].Id, traceId);
    }

    private protected TraceSpan[] OfTrace(string traceId) =>
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

    private protected Task<KeptTraces> KeepAsync(string traceId, TraceSpan[] spans, int dropped = 0) =>
        App.Client.Traces.KeepAsync([new TaskTrace(traceId, spans) { Dropped = dropped }], new TraceBudget());

    private protected static string Id(int number) => $"{number:x16}";

    private protected static TraceSpan Span(int id, string name, string? parent, int start, int took) => new()
    {
        SpanId = Id(id),
        ParentId = parent,
        Name = name,
        StartedAt = Start.AddMilliseconds(start),
        Duration = TimeSpan.FromMilliseconds(took),
    };

    /// <summary>Returns the text of each line, after a dot for each level of nesting.</summary>
    private protected static List<string> Rows(IHtmlDocument page) =>
        [.. page.QuerySelectorAll(".waterfall tbody th").Select(row => string.Concat(Enumerable.Repeat(". ", Depth(row))) + row.TextContent.Trim())];

    private static int Depth(IElement row) => row.ClassName is { Length: > 1 } name ? int.Parse(name[1..]) : 0;

    private protected static string Cell(IHtmlDocument page, string what) =>
        page.QuerySelectorAll(".waterfall tbody tr").First(row => row.QuerySelector("th")!.TextContent.Trim() == what).QuerySelector("td:last-child")!.TextContent;

    private protected async Task<IHtmlDocument> ReadAsync(string path)
    {
        using var answer = await App.Http.GetAsync(path);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path} answers {answer.StatusCode}.");
        return await Parser.ParseDocumentAsync(await answer.Content.ReadAsStreamAsync());
    }

    private protected sealed class Elsewhere : ITraceReader
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
