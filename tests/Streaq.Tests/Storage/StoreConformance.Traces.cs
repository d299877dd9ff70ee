using System.Security.Cryptography;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Spans of traces, within a budget.</summary>
public abstract partial class StoreConformance
{
    private static readonly TraceBudget Budget = new();

    [Fact]
    public async Task Traces_KeptBySeveral_AreOneTrace()
    {
        await KeepAsync(TraceOf(1, SpanOf("a", "first")));
        await KeepAsync(TraceOf(1, SpanOf("b", "second")) with { Dropped = 3 }, TraceOf(2, SpanOf("c", "other")));

        var traces = await TracesAsync(1, 2, 3);

        Assert.Equal(["first", "second"], traces[0].Spans.Select(span => span.Name));
        Assert.Equal((3, 0), (traces[0].Dropped, traces[1].Dropped));
        Assert.Equal("other", Assert.Single(traces[1].Spans).Name);
        Assert.Empty(traces[2].Spans);
    }

    [Fact]
    public async Task Traces_ReadSinceATime_AreThoseKeptFromThenOn()
    {
        await KeepAsync(TraceOf(1, SpanOf("a", "x")));
        await AdvanceAsync(TimeSpan.FromSeconds(2));
        await KeepAsync(TraceOf(2, SpanOf("b", "x")), TraceOf(1, SpanOf("c", "x")));

        var since = await Store.Traces.KeepAsync([], Budget, await ClockAsync() - 1_000, default);
        var all = await Store.Traces.KeepAsync([], Budget, 0, default);

        Assert.Equal([TraceId(2)], since.TraceIds);
        Assert.Equal([TraceId(1), TraceId(2)], all.TraceIds);
    }

    [Fact]
    public async Task Traces_OverTheirNumber_LoseTheOldest()
    {
        for (var i = 1; i <= 5; i++)
        {
            await KeepAsync(Budget with { MaxTraces = 3 }, TraceOf(i, SpanOf("a", "x")));
            await AdvanceAsync(TimeSpan.FromMilliseconds(5));
        }

        Assert.Equal([0, 0, 1, 1, 1], (await TracesAsync(1, 2, 3, 4, 5)).Select(trace => trace.Spans.Count));
        Assert.Equal([TraceId(3), TraceId(4), TraceId(5)], (await Store.Traces.KeepAsync([], Budget, 0, default)).TraceIds);
    }

    [Fact]
    public async Task Traces_OverTheirBytes_LoseTheOldest()
    {
        var budget = Budget with { MaxBytes = 100_000 };
        for (var i = 1; i <= 5; i++)
        {
            await Store.Traces.KeepAsync([Random(i, spans: 1, bytes: 40_000)], budget, 0, default);
            await AdvanceAsync(TimeSpan.FromMilliseconds(5));
        }

        var kept = await Store.Traces.ReadAsync([.. Enumerable.Range(1, 5).Select(TraceId)], default);

        Assert.Equal([0, 0, 0, 40_000, 40_000], kept.Select(trace => trace.Parts.Sum(part => part.Length)));
    }

    [Fact]
    public async Task Traces_OlderThanTheirTime_Go()
    {
        await KeepAsync(TraceOf(1, SpanOf("a", "x")));
        await AdvanceAsync(TimeSpan.FromMinutes(50));
        await KeepAsync(TraceOf(2, SpanOf("b", "x")), TraceOf(1, SpanOf("c", "x")));
        await AdvanceAsync(TimeSpan.FromMinutes(20));

        var kept = await Store.Traces.KeepAsync([], Budget, 0, default);

        Assert.Equal([TraceId(2)], kept.TraceIds);
        Assert.Equal([0, 1], (await TracesAsync(1, 2)).Select(trace => trace.Spans.Count));
    }

    [Theory]
    [InlineData(200, 1_000)]
    [InlineData(10, 40_000)]
    public async Task Trace_OverItsBudget_CountsWhatHasNoRoom(int spans, int bytes)
    {
        await Store.Traces.KeepAsync([Random(1, spans, bytes)], Budget, 0, default);
        await Store.Traces.KeepAsync([Random(1, spans, bytes), Random(1, spans, bytes) with { Dropped = 2 }], Budget, 0, default);
        await Store.Traces.KeepAsync([Random(1, 5, 10)], Budget, 0, default);

        var trace = Assert.Single(await Store.Traces.ReadAsync([TraceId(1)], default));

        Assert.Equal([bytes, 10], trace.Parts.Select(part => part.Length));
        Assert.Equal(2 * spans + 2, trace.Dropped);
    }

    [Fact]
    public async Task Trace_OfInvalidBytes_HasNoSpans()
    {
        foreach (var bytes in (byte[][])[[], "what"u8.ToArray(), [0x01, 0xff, 0x00], "[1]"u8.ToArray(), "[{\"id\":\"x\"}]"u8.ToArray()])
        {
            await Store.Traces.KeepAsync([new TracePart(TraceId(1), 1, 0, bytes)], Budget, 0, default);
        }

        Assert.Empty((await TracesAsync(1))[0].Spans);
    }

    private static string TraceId(int number) => $"{number:x32}";

    private static TaskTrace TraceOf(int number, params TraceSpan[] spans) => new(TraceId(number), spans);

    private static TraceSpan SpanOf(string id, string name) =>
        new() { SpanId = id.PadLeft(16, '0'), Name = name, StartedAt = DateTimeOffset.UnixEpoch };

    /// <summary>Creates a part that compression can't make smaller.</summary>
    private static TracePart Random(int number, int spans, int bytes) => new(TraceId(number), spans, 0, RandomNumberGenerator.GetBytes(bytes));

    private Task<KeptTraces> KeepAsync(params TaskTrace[] traces) => KeepAsync(Budget, traces);

    private async Task<KeptTraces> KeepAsync(TraceBudget budget, params TaskTrace[] traces) =>
        await Store.Traces.KeepAsync([.. traces.SelectMany(TraceCodec.Write)], budget, 0, default);

    private async Task<List<TaskTrace>> TracesAsync(params int[] numbers)
    {
        string[] ids = [.. numbers.Select(TraceId)];
        var stored = await Store.Traces.ReadAsync(ids, default);
        return [.. ids.Zip(stored, (id, trace) => new TaskTrace(id, [.. trace.Parts.SelectMany(TraceCodec.Read)]) { Dropped = trace.Dropped })];
    }
}
