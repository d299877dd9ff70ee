using Microsoft.AspNetCore.Http;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Pages;

namespace Streaq.Dashboard.Tests.Pages;

public sealed class NumberedPagesTests
{
    [Theory]
    [InlineData("", 1, 100, "", "2")]
    [InlineData("?page=2", 2, 100, "1", "3")]
    [InlineData("?page=3", 3, 50, "2", "")]
    [InlineData("?page=9", 3, 50, "2", "")]
    [InlineData("?page=-1", 1, 100, "", "2")]
    public void Part_OfAList_IsThePageOfTheAddress(string query, int number, int shown, string before, string after)
    {
        var part = NumberedPages<int>.From(Visit(query), [.. Enumerable.Range(0, 250)], perPage: 100);
        var links = part.Links("list?order=slowest").ToString();

        Assert.Equal((number, 3, shown), (part.Number, part.Of, part.Shown.Count));
        Assert.Equal((number - 1) * 100, part.Shown[0]);
        string[] led = [.. new[] { before, after }.Where(page => page.Length > 0).Select(page => $"list?order=slowest&amp;page={page}")];
        Assert.Equal(led, links.Split('"').Where(part => part.StartsWith("list", StringComparison.Ordinal)));
    }

    [Fact]
    public void Part_OfAListOfOnePage_HasNoLinks()
    {
        var part = NumberedPages<int>.From(Visit("?page=2"), [1, 2, 3], perPage: 100);

        Assert.Equal([1, 2, 3], part.Shown);
        Assert.True(part.Links("list").IsEmpty);
    }

    private static Visit Visit(string query)
    {
        var http = new DefaultHttpContext();
        http.Request.QueryString = new QueryString(query);
        return new Visit(http, Board: null!, Links.For(http.Request, depth: 0)) { CanAct = false };
    }
}
