using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Streaq.Dashboard.Traces;

namespace Streaq.Dashboard.Tests.Traces;

/// <summary>Reads traces in the JSON that backends write.</summary>
public sealed class OtlpJsonTests
{
    [Theory]
    [InlineData(Recorded.Jaeger)]
    [InlineData(Recorded.Tempo)]
    public void Trace_OfABackend_IsReadWhole(string json)
    {
        var trace = Read(json)!;

        Assert.Equal((Recorded.TraceId, 2, 0), (trace.TraceId, trace.Spans.Count, trace.Dropped));
        var (request, query) = (trace.Spans[0], trace.Spans[1]);
        Assert.Equal(("00f067aa0ba902b7", null, "POST /orders"), (request.SpanId, request.ParentId, request.Name));
        Assert.Equal(("shop-web", "Microsoft.AspNetCore", ActivityKind.Server, true), (request.Service, request.Source, request.Kind, request.IsError));
        Assert.Equal((new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromMilliseconds(120.5)), (request.StartedAt, request.Duration));
        Assert.Equal(
            [("http.request.method", "POST"), ("http.response.status_code", "500"), ("shop.express", "true")],
            request.Attributes.Select(tag => (tag.Key, tag.Value)));
        Assert.Equal(("b7ad6b7169203331", "00f067aa0ba902b7", ActivityKind.Client, false), (query.SpanId, query.ParentId, query.Kind, query.IsError));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"result":{}}""")]
    [InlineData("""{"trace":{"resourceSpans":[]}}""")]
    [InlineData("""{"trace":{"resourceSpans":{}},"metrics":5}""")]
    [InlineData("""{"result":{"resourceSpans":[1,null,{"scopeSpans":[{"spans":[{}, {"spanId":"xyz"}, {"spanId":"0000000000000000","startTimeUnixNano":"1"}]}]}]}}""")]
    [InlineData("""{"result":{"resourceSpans":[{"scopeSpans":[{"spans":[{"spanId":"00f067aa0ba902b7","startTimeUnixNano":"-1"}]}]}]}}""")]
    public void Trace_WithoutASpan_IsNull(string json) => Assert.Null(Read(json));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("<html>")]
    public void Answer_ThatIsNoTrace_IsRefused(string json) => Assert.ThrowsAny<JsonException>(() => Read(json));

    [Fact]
    public void Trace_WithMoreSpansThanAPageShows_CountsTheRest()
    {
        var spans = Enumerable.Range(1, 2_005).Select(i => $$"""{"spanId":"{{i:x16}}","startTimeUnixNano":{{i}}}""");

        var trace = Read($$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{{string.Join(',', spans)}}]}]}]}""")!;

        Assert.Equal((2_000, 5), (trace.Spans.Count, trace.Dropped));
    }

    private static TaskTrace? Read(string json) => OtlpJson.Read(Recorded.TraceId, Encoding.UTF8.GetBytes(json));
}
