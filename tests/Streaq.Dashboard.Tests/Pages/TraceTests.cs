using System.Net;

namespace Streaq.Dashboard.Tests.Pages;

/// <summary>Kept spans on the page of their trace.</summary>
public sealed class TraceTests : TracePageTest
{
    private const string Lost = "00000000000000aa";

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

        // Spans whose parents form a circle are at the top level.
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
}
