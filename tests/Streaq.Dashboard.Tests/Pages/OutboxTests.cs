using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Dashboard.Tests.Pages;

/// <summary>What a queue's page shows about the outboxes that the application added for it.</summary>
public sealed class OutboxTests
{
    [Fact]
    public async Task QueuePage_OfAQueueWithAnOutbox_ShowsWhatWaitsInIt()
    {
        var time = new FakeTime();
        var outbox = new StubOutbox(new OutboxCounts(1_234, TimeSpan.FromMinutes(3), Refused: 2));
        await using var app = await StartAsync(time, outbox);

        var page = await ReadAsync(app);

        var row = Assert.Single(page.QuerySelectorAll("tr"), row => row.QuerySelector("th")?.TextContent == "ShopDbContext");
        var cells = row.QuerySelectorAll("td");
        Assert.Equal(("1\u202F234", "2"), (cells[0].TextContent, cells[2].TextContent));
        var since = DateTimeOffset.Parse(cells[1].QuerySelector("time")!.GetAttribute("datetime")!);
        Assert.InRange(time.GetUtcNow() - since, TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(181));
    }

    [Fact]
    public async Task QueuePage_OfTenViewersInASecond_ReadsTheOutboxOnce()
    {
        var time = new FakeTime();
        var outbox = new StubOutbox(new OutboxCounts(0, TimeSpan.Zero, Refused: 0));
        await using var app = await StartAsync(time, outbox);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ReadAsync(app)));
        Assert.Equal(1, outbox.Asked);
        time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ReadAsync(app)));

        Assert.Equal(2, outbox.Asked);
    }

    [Fact]
    public async Task QueuePage_WhileTheDatabaseIsAway_SaysSoAndShowsTheQueue()
    {
        await using var app = await StartAsync(new FakeTime(), new StubOutbox(null));

        var page = await ReadAsync(app);

        Assert.Contains("Can't be read", page.Body!.TextContent);
        Assert.DoesNotContain("hidden", page.Body.TextContent);
        Assert.Contains("Priorities", page.Body.TextContent);
    }

    [Fact]
    public async Task QueuePage_OfAnotherQueue_HasNoOutbox()
    {
        await using var app = await BoardApp.StartAsync(new BoardSetUp
        {
            Services = services =>
            {
                services.AddStreaq("mail", options => options.UseEmbeddedStore());
                services.AddKeyedSingleton<IQueueOutbox>("mail", new StubOutbox(new OutboxCounts(0, TimeSpan.Zero, Refused: 0)));
            },
        });

        Assert.DoesNotContain("Outbox", await app.Http.GetStringAsync("default"));
        Assert.Contains("Outbox", await app.Http.GetStringAsync("mail"));
    }

    private static Task<BoardApp> StartAsync(FakeTime time, StubOutbox outbox) => BoardApp.StartAsync(new BoardSetUp
    {
        Time = time,
        Services = services => services.AddSingleton<IQueueOutbox>(outbox),
    });

    private static async Task<IHtmlDocument> ReadAsync(BoardApp app) =>
        await new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocumentAsync(await app.Http.GetStringAsync("default"));

    /// <param name="counts">The counts that it returns; <see langword="null"/> for an outbox whose database is down.</param>
    private sealed class StubOutbox(OutboxCounts? counts) : IQueueOutbox
    {
        private int _asked;

        public int Asked => _asked;

        public string Name => "ShopDbContext";

        public Task<OutboxCounts> CountsAsync(CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _asked);
            return counts is null ? throw new IOException("Host=hidden") : Task.FromResult(counts);
        }
    }
}
