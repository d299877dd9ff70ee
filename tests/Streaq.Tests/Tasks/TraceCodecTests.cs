using System.Diagnostics;
using Streaq.Tasks;

namespace Streaq.Tests.Tasks;

public sealed class TraceCodecTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public void Span_WrittenAndRead_IsTheSame()
    {
        var span = new TraceSpan
        {
            SpanId = "b7ad6b7169203331",
            ParentId = "00f067aa0ba902b7",
            Name = "process <orders> 好",
            Source = "Streaq",
            Service = "shop",
            Kind = ActivityKind.Consumer,
            StartedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(17),
            Duration = TimeSpan.FromTicks(12_345),
            IsError = true,
            Attributes = new Dictionary<string, string> { ["streaq.outcome"] = "failure" },
        };

        var part = Assert.Single(TraceCodec.Write(new TaskTrace(TraceId, [span])));
        var read = Assert.Single(TraceCodec.Read(part.Bytes));

        Assert.Equal((TraceId, 1, 0), (part.TraceId, part.Spans, part.Dropped));
        Assert.Equal(span.Attributes, read.Attributes);
        Assert.Equal(span, read with { Attributes = span.Attributes });
    }

    [Fact]
    public void Trace_OfManySpans_IsWrittenInPartsThatFit()
    {
        TraceSpan[] spans =
        [
            .. Enumerable.Range(0, 300).Select(i => new TraceSpan
            {
                SpanId = $"{i + 1:x16}",
                Name = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(500)),
                StartedAt = DateTimeOffset.UnixEpoch,
            }),
        ];

        var parts = TraceCodec.Write(new TaskTrace(TraceId, spans) { Dropped = 2 }).ToList();

        Assert.InRange(parts.Count, 5, 50);
        Assert.All(parts, part => Assert.InRange(part.Bytes.Length, 1, TraceBudget.MaxTraceBytes));
        Assert.Equal((TraceBudget.MaxSpans, 2 + 300 - TraceBudget.MaxSpans), (parts.Sum(part => part.Spans), parts.Sum(part => part.Dropped)));
        Assert.Equal(spans.Take(TraceBudget.MaxSpans).Select(span => span.SpanId), parts.SelectMany(part => TraceCodec.Read(part.Bytes)).Select(span => span.SpanId));
    }

    [Fact]
    public void Trace_OfDroppedSpansAlone_CountsThem()
    {
        var part = Assert.Single(TraceCodec.Write(new TaskTrace(TraceId, []) { Dropped = 7 }));

        Assert.Equal((0, 7, 0), (part.Spans, part.Dropped, part.Bytes.Length));
    }
}
