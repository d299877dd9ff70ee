using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Streaq.Dashboard.Tests.Pages;

/// <summary>Every page, read by a parser: its markup is valid, its links lead somewhere, and no value has become markup.</summary>
[Collection(StoryCollection.Name)]
public sealed class PageTests(Story story)
{
    private static readonly HtmlParser Parser = new(new HtmlParserOptions { IsStrictMode = true });

    [Fact]
    public async Task Pages_All_AreSoundMarkup()
    {
        foreach (var path in story.Paths)
        {
            var page = await ReadAsync(story.App, path);

            Assert.Single(page.QuerySelectorAll("h1"));
            Assert.Single(page.QuerySelectorAll("main"));
            Assert.All(page.QuerySelectorAll("th"), header => Assert.NotNull(header.GetAttribute("scope")));
            Assert.Empty(page.QuerySelectorAll("main script, main img, main style, [style], [onclick], [onerror], [onload]"));
            Assert.Equal(page.QuerySelectorAll("[id]").Length, page.QuerySelectorAll("[id]").Select(element => element.Id).Distinct().Count());
            Assert.All(page.QuerySelectorAll("svg"), drawing => Assert.NotNull(drawing.Closest("[aria-hidden=true]")));
        }
    }

    [Theory]
    [InlineData("/streaq")]
    [InlineData("/")]
    [InlineData("/a/b")]
    [InlineData("base")]
    [InlineData("proxy")]
    public async Task Links_OfAMount_LeadToPagesBelowIt(string mount)
    {
        var app = story.At(mount);
        var (left, seen) = (new Queue<Uri>([new Uri(app.Root)]), new HashSet<string>());
        while (left.TryDequeue(out var address))
        {
            using var answer = await app.Http.GetAsync(address);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address} answers {answer.StatusCode}.");
            if (answer.Content.Headers.ContentType?.MediaType != "text/html")
            {
                continue;
            }

            var page = await Parser.ParseDocumentAsync(await answer.Content.ReadAsStreamAsync());
            foreach (var link in page.QuerySelectorAll("[href], [src]").Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!))
            {
                var target = new Uri(address, link);
                if (target.Host == "127.0.0.1" && seen.Add(target.GetLeftPart(UriPartial.Query)))
                {
                    Assert.StartsWith(app.Root, target.AbsoluteUri);
                    left.Enqueue(target);
                }
            }
        }

        // Every kind of page was found by its links, except these. The sample of ended tasks is sent from time to time.
        string[] unlinked = [Story.Succeeded, Story.Waiting, story.Group, "names"];
        Assert.All(story.Paths.Where(path => !unlinked.Any(path.Contains)), path => Assert.Contains(
            seen.Append(app.Root), found => Uri.UnescapeDataString(found) == Uri.UnescapeDataString(app.Root + path)));
    }

    [Theory]
    [InlineData("/streaq", "/streaq", "streaq/")]
    [InlineData("/a/b", "/a/b", "b/")]
    [InlineData("base", "/shop/streaq?x=1", "streaq/?x=1")]
    [InlineData("proxy", "/outer/streaq", "streaq/")]
    public async Task FirstPage_WithoutTheTrailingSlash_Redirects(string mount, string path, string location)
    {
        using var answer = await story.At(mount).Http.GetAsync(story.At(mount).Origin + path);

        Assert.Equal((HttpStatusCode.TemporaryRedirect, location), (answer.StatusCode, answer.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task Task_ThatWasRetried_ShowsEachAttempt()
    {
        var page = await ReadAsync(story.App, $"default/tasks/{Story.Succeeded}");

        var rows = page.QuerySelectorAll(".waterfall tbody tr").Select(row => row.QuerySelector("th")!.TextContent).ToList();
        Assert.Equal(["Attempt 1", "Attempt 2", "Attempt 3"], rows.Where(row => row.StartsWith("Attempt", StringComparison.Ordinal)));
        Assert.Equal("Enqueued", rows[0]);
        Assert.Equal(2, rows.Count(row => row == "Waited to retry"));
        Assert.Equal(2, Text(page, ".waterfall").Split("Failed, retried").Length - 1);
        Assert.Contains("StreaqRetryException", Text(page, ".waterfall"));
        Assert.Contains("Succeeded", Text(page, ".head"));
    }

    [Fact]
    public async Task Task_ThatFailed_ShowsErrorArgumentAndWhatCanBeDone()
    {
        var page = await ReadAsync(story.App, $"default/tasks/{Story.Failed}");

        Assert.Contains("The amount is negative.", Text(page, ".error"));
        Assert.Contains("at Streaq", page.QuerySelectorAll("pre")[0].TextContent);
        Assert.Equal("-1", page.QuerySelectorAll("pre")[1].TextContent);
        Assert.Equal(
            [$"../../default/tasks/{Story.Failed}/replay", $"../../default/tasks/{Story.Failed}/delete"],
            page.QuerySelectorAll<IHtmlFormElement>("form[method=post]").Select(form => form.GetAttribute("action")));
    }

    [Fact]
    public async Task Task_WhoseRecordHasExpired_IsShownFromItsDeadLetter()
    {
        var (time, broken) = (new FakeTime(), new TaskDefinition<int>("broken"));
        await using var app = await BoardApp.StartAsync(new BoardSetUp
        {
            Time = time,
            Queue = queue =>
            {
                queue.AddWorker();
                queue.Map(broken, void (int _) => throw new FormatException("It is broken."));
            },
        });
        var task = await app.Client.EnqueueAsync(broken, 1, new EnqueueOptions { Id = "t-1" });
        await Assert.ThrowsAsync<TaskFailedException>(() => task.WaitAsync());
        time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(TaskState.NotFound, await task.StateAsync());

        var page = await ReadAsync(app, "default/tasks/t-1");
        using var found = await app.Http.GetAsync("default/find?q=t-1");

        Assert.Contains("It is broken.", Text(page, ".error"));
        Assert.Equal(2, page.QuerySelectorAll("form[method=post]").Length);
        Assert.Equal(HttpStatusCode.Found, found.StatusCode);
    }

    [Fact]
    public async Task Task_ThatSucceeded_ShowsItsResult()
    {
        var page = await ReadAsync(story.App, $"default/tasks/{Story.Succeeded}");

        Assert.Equal("Result", page.QuerySelectorAll("h2")[^1].TextContent);
        Assert.Equal("\"1.08\"", Text(page, "pre"));
    }

    [Theory]
    [InlineData($"default/tasks/{Story.Running}")]
    [InlineData("default/tasks?state=running")]
    public async Task Task_ThatRuns_ShowsItsProgress(string path)
    {
        var progress = (await ReadAsync(story.App, path)).QuerySelector(".far")!;

        Assert.StartsWith("37 %", progress.TextContent.Trim());
        Assert.Equal("<i>row 371</i>", progress.QuerySelector("bdi")!.TextContent);
    }

    [Fact]
    public async Task Queue_WithDeadLetters_CountsTheWorst()
    {
        var page = await ReadAsync(story.App, "default");

        var rows = page.QuerySelectorAll("section").Single(section => Text(section, "h2") == "Worst dead letters").QuerySelectorAll("tbody tr");
        Assert.Equal(["FormatException", "InvalidOperationException"], rows.Select(row => Text(row, "th")));
        Assert.Equal(["2", "1"], rows.Select(row => Text(row, ".bad")));
        var dead = await ReadAsync(story.App, new Uri(new Uri($"{story.App.Root}default"), rows[0].QuerySelector("a")!.GetAttribute("href")!).AbsoluteUri);
        Assert.Contains("2.", Text(dead, ".chosen"));
    }

    [Fact]
    public async Task Task_WithHostileStrings_ShowsThemAsText()
    {
        var page = await ReadAsync(story.App, $"default/tasks/{Story.Segment(Story.Hostile)}");

        Assert.Equal(Story.HostileTask, Text(page, "h1"));
        Assert.Equal(Story.Hostile, Text(page, ".facts code"));
        Assert.Contains("</pre></main><script>alert(2)</script>\u202Eevil", Text(page, ".error"));
        Assert.InRange(Text(page, "main").Length, 1, 40_000);
    }

    [Fact]
    public async Task List_WithMoreThanAPage_GoesOn()
    {
        var first = await ReadAsync(story.App, $"{Story.Segment(Story.HostileQueue)}/tasks");
        var more = first.QuerySelector(".pages [rel=next]")!.GetAttribute("href")!;
        var second = await ReadAsync(story.App, new Uri(new Uri($"{story.App.Root}{Story.Segment(Story.HostileQueue)}/tasks"), more).AbsoluteUri);

        Assert.Equal((50, 11), (first.QuerySelectorAll("tbody tr").Length, second.QuerySelectorAll("tbody tr").Length));
        Assert.Null(second.QuerySelector(".pages [rel=next]"));
        Assert.NotNull(second.QuerySelector(".pages [rel=prev]"));
    }

    [Fact]
    public void Script_IsSmall() => Assert.InRange(Streaq.Dashboard.Assets.AssetStore.Find("board.js")!.Content.Length, 1, 2_048);

    [Fact]
    public void Assets_Together_AreSmall() => Assert.InRange(
        Streaq.Dashboard.Assets.AssetStore.Names.Sum(name => Streaq.Dashboard.Assets.AssetStore.Find(name)!.Content.Length), 1, 20_000);

    private static string Text(IParentNode page, string selector) => page.QuerySelector(selector)!.TextContent.Trim();

    private static async Task<IHtmlDocument> ReadAsync(BoardApp app, string path)
    {
        using var answer = await app.Http.GetAsync(path);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path} answers {answer.StatusCode}.");
        return await Parser.ParseDocumentAsync(await answer.Content.ReadAsStreamAsync());
    }
}
