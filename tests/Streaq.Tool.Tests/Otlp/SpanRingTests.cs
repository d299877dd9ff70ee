using Google.Protobuf;
using Streaq.Tool.Otlp;
using Streaq.Tool.Otlp.Wire;
using KeyValue = Streaq.Tool.Otlp.Wire.KeyValue;

namespace Streaq.Tool.Tests.Otlp;

/// <summary>Which spans are kept in memory, and which ones make room.</summary>
public sealed class SpanRingTests
{
    [Fact]
    public async Task Traces_BeyondTheirNumber_TakeThePlaceOfTheOldest()
    {
        var ring = new SpanRing(new SpanBudget { MaxTraces = 3 });
        for (var trace = 1; trace <= 5; trace++)
        {
            Assert.True(ring.Add(TraceId(trace), Span(trace)));
        }

        Assert.Equal(3, ring.Count);
        var found = await ring.FindAsync([TraceId(1), TraceId(2), TraceId(3), TraceId(5)], default);
        Assert.Equal([TraceId(3), TraceId(5)], found.Select(trace => trace.TraceId));
    }

    [Fact]
    public async Task Spans_BeyondThoseOfATrace_AreCounted()
    {
        var ring = new SpanRing(new SpanBudget { MaxSpans = 2 });
        bool[] kept = [.. Enumerable.Range(1, 4).Select(i => ring.Add(TraceId(1), Span(i)))];

        // Sent again, as by an exporter that got no answer.
        Assert.True(ring.Add(TraceId(1), Span(1)));

        Assert.Equal([true, true, false, false], kept);
        var trace = Assert.Single(await ring.FindAsync([TraceId(1)], default));
        Assert.Equal((2, 2), (trace.Spans.Count, trace.Dropped));
    }

    [Fact]
    public void Flood_OfTracesAndOfSpans_StaysWithinTheBudget()
    {
        var budget = new SpanBudget { MaxBytes = 1024 * 1024, MaxSpans = int.MaxValue };
        var ring = new SpanRing(budget);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 1; i <= 100_000; i++)
        {
            // Half of them are in one trace that never ends.
            ring.Add(TraceId(i % 2 == 0 ? 1 : i), Span(i, new string('x', 100)));
            Assert.InRange(ring.Bytes, 1, budget.MaxBytes);
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.InRange(grown, 0, 2 * budget.MaxBytes);
        Assert.InRange(ring.Count, 100, 5_000);
        GC.KeepAlive(ring);
    }

    [Fact]
    public async Task Message_WithOddSpans_KeepsWhatCanBeRead()
    {
        var ring = new SpanRing(new SpanBudget());
        var good = new Span
        {
            TraceId = ByteString.CopyFrom(Convert.FromHexString(TraceId(1))),
            SpanId = ByteString.CopyFrom([1, 2, 3, 4, 5, 6, 7, 8]),
            Name = new string('n', 1_000),
            StartTimeUnixNano = ulong.MaxValue,
            EndTimeUnixNano = 1,
            Attributes = { new KeyValue { Key = "a", Value = new() { IntValue = 5 } }, new KeyValue { Key = "b" } },
        };
        var noTrace = new Span(good) { TraceId = ByteString.CopyFrom(new byte[16]) };
        var shortId = new Span(good) { SpanId = ByteString.CopyFrom([1]) };

        var answer = OtlpSpans.Keep(
            new ExportTraceServiceRequest { ResourceSpans = { new ResourceSpans { ScopeSpans = { new ScopeSpans { Spans = { good, noTrace, shortId } } } } } }, ring);

        Assert.Equal(2, answer.PartialSuccess.RejectedSpans);
        var span = Assert.Single(Assert.Single(await ring.FindAsync([TraceId(1)], default)).Spans);
        Assert.Equal(("0102030405060708", 200, TimeSpan.Zero, "5"), (span.SpanId, span.Name.Length, span.Duration, Assert.Single(span.Attributes).Value));
    }

    private static string TraceId(int number) => number.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);

    private static TraceSpan Span(int number, string text = "") => new()
    {
        SpanId = number.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
        Name = "GET /" + text,
        StartedAt = DateTimeOffset.UnixEpoch,
    };
}
