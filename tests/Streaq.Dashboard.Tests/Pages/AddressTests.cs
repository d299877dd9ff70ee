using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Streaq.Dashboard.Tests.Pages;

/// <summary>Answers to addresses that lead to nothing, elsewhere, or to the page that the viewer has.</summary>
[Collection(StoryCollection.Name)]
public sealed class AddressTests(Story story)
{
    private static readonly HtmlParser Parser = new(new HtmlParserOptions { IsStrictMode = true });

    [Theory]
    [InlineData("nowhere", HttpStatusCode.NotFound)]
    [InlineData("nowhere/tasks", HttpStatusCode.NotFound)]
    [InlineData("default/tasks/none", HttpStatusCode.NotFound)]
    [InlineData("default/tasks/%7B%20", HttpStatusCode.NotFound)]
    [InlineData("default/workers/none", HttpStatusCode.NotFound)]
    [InlineData("default/groups/none", HttpStatusCode.NotFound)]
    [InlineData("default/tasks?state=ready&after=nonsense", HttpStatusCode.BadRequest)]
    [InlineData("default/find?q=none", HttpStatusCode.NotFound)]
    [InlineData("default/find?q=%7B%20x", HttpStatusCode.NotFound)]
    [InlineData("default/find", HttpStatusCode.OK)]
    [InlineData("default/dead?from=2000000000", HttpStatusCode.OK)]
    [InlineData("?page=99", HttpStatusCode.OK)]
    public async Task Address_OfAnythingUnknown_GetsAValidPage(string path, HttpStatusCode status)
    {
        using var answer = await story.App.Http.GetAsync(path);

        Assert.Equal(status, answer.StatusCode);
        Assert.NotNull((await Parser.ParseDocumentAsync(await answer.Content.ReadAsStreamAsync())).QuerySelector("h1"));
    }

    [Theory]
    [InlineData("workers?after=~", "No worker beyond those before.")]
    [InlineData("schedules?after=zzz:99999999999999", "No schedule beyond those before.")]
    public async Task Page_BehindTheLastRow_SaysSoAndLinksBack(string list, string text)
    {
        var page = await ReadAsync(story.App, $"default/{list}");

        Assert.Contains(text, page.QuerySelector("main")!.TextContent);
        Assert.Empty(page.QuerySelectorAll("main table"));
        Assert.NotNull(page.QuerySelector(".pages [rel=prev]"));
    }

    [Fact]
    public async Task Find_ById_LeadsToTaskOrGroup()
    {
        using var task = await story.App.Http.GetAsync($"default/find?q={Uri.EscapeDataString(Story.Hostile)}");
        using var group = await story.App.Http.GetAsync($"default/find?q={story.Group}");

        Assert.Equal((HttpStatusCode.Found, $"../default/tasks/{Story.Segment(Story.Hostile)}"), (task.StatusCode, task.Headers.Location?.OriginalString));
        Assert.Equal((HttpStatusCode.Found, $"../default/groups/{story.Group}"), (group.StatusCode, group.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task Page_ThatTheViewerHas_IsNotSentAgain()
    {
        using var first = await story.App.Http.GetAsync($"default/tasks/{Story.Succeeded}");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"default/tasks/{Story.Succeeded}");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await story.App.Http.SendAsync(request);

        Assert.Equal((HttpStatusCode.NotModified, 0), (second.StatusCode, (await second.Content.ReadAsByteArrayAsync()).Length));
    }

    private static async Task<IHtmlDocument> ReadAsync(BoardApp app, string path)
    {
        using var answer = await app.Http.GetAsync(path);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path} answers {answer.StatusCode}.");
        return await Parser.ParseDocumentAsync(await answer.Content.ReadAsStreamAsync());
    }
}
