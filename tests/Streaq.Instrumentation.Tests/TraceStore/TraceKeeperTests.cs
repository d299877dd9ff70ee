using System.Diagnostics;

namespace Streaq.Instrumentation.Tests.TraceStore;

public sealed class TraceKeeperTests : IDisposable
{
    private readonly Spans _spans = new();
    private readonly FakeTime _time = new();
    private readonly StubQueues _queues = new();

    public void Dispose() => _spans.Dispose();

    [Fact]
    public async Task Traces_OfARequestWithoutATask_AreNotHeld()
    {
        var side = new Side(_queues, _time);
        var request = _spans.Root("GET /");

        side.End(_spans.Child(request, "query"), request);
        await side.SendAsync();

        Assert.Equal(0, side.Keeper.Bytes);
        Assert.Empty(_queues.Calls);
    }

    [Theory]
    [InlineData("failure", 1)]
    [InlineData("timeout", 1)]
    [InlineData("retry", 1)]
    [InlineData("lease_lost", 1)]
    [InlineData("success", 2)]
    public async Task Trace_OfAnAttemptThatStandsOut_GoesBeforeTheSlowest(string outcome, int attempt)
    {
        var side = new Side(_queues, _time);
        var odd = Process(side, outcome, attempt, took: 0);
        var slow = Enumerable.Range(1, 40).Select(i => Process(side, took: i)).ToList();

        await side.SendAsync();

        // The slowest traces have one place less.
        Assert.Equal(slow.TakeLast(TraceChoice.Most - 1).Append(odd).Order(), Sent().Select(trace => trace.TraceId).Order());
    }

    [Fact]
    public async Task Spans_OfAKeptTrace_AreSentAsTheyEnd()
    {
        var side = new Side(_queues, _time);
        var request = _spans.Root("POST /orders");
        side.End(_spans.Child(request, "validate"), _spans.Enqueue(request), _spans.Process(request.Context, "failure"));
        await side.SendAsync();

        side.End(request);
        await side.SendAsync();

        Assert.Equal([["validate", "enqueue x", "process x"], ["POST /orders"]], _queues.Calls.Select(call => call.SelectMany(trace => trace.Spans).Select(span => span.Name)));
    }

    [Fact]
    public async Task Trace_ThatAnotherProcessKeeps_IsSentNext()
    {
        var side = new Side(_queues, _time);
        var request = _spans.Root("POST /orders");
        side.End(_spans.Enqueue(request), request);
        _queues.Others.Add(request.TraceId.ToHexString());

        await side.SendAsync();
        await side.SendAsync();
        await side.SendAsync();

        Assert.Equal([0, 2], _queues.Calls.Select(call => call.Sum(trace => trace.Spans.Count)));
    }

    [Fact]
    public async Task Trace_ThatIsHeldForLong_GoesWithoutAFurtherCall()
    {
        var side = new Side(_queues, _time);
        var request = _spans.Root("POST /orders");
        side.End(_spans.Enqueue(request), request);
        _time.Advance(HeldTraces.Longest);

        await side.SendAsync();

        Assert.Equal((0, 0), (side.Keeper.Bytes, _queues.Calls.Count));
    }

    [Fact]
    public async Task Traces_OfAnOutage_AreLostAndTheNextAreSent()
    {
        var closed = await QueueHost.StartAsync(_ => { });
        var client = closed.Client;
        await closed.DisposeAsync();
        var side = new Side(_queues, _time);
        Process(side, "failure");
        _queues.Away = () => client.Traces.KeepAsync([], new TraceBudget());
        await side.SendAsync();
        _queues.Away = null;

        var next = Process(side, "failure");
        await side.SendAsync();

        Assert.Equal(next, Assert.Single(_queues.Calls[^1]).TraceId);
        Assert.Equal(0, side.Keeper.Bytes);
    }

    [Theory]
    [InlineData("00000000000000000000000000000001", true)]
    [InlineData("000000000000000000ffffffffffffff", false)]
    [InlineData("ffffffffffffffffff00000000000000", true)]
    public void Share_OfAnId_IsByItsRandomDigits(string id, bool isIn)
    {
        Assert.Equal(isIn, new TraceChoice(0.5).IsInShare(id));
        Assert.False(new TraceChoice(0).IsInShare(id));
        Assert.True(new TraceChoice(1).IsInShare(id));
    }

    [Fact]
    public async Task Share_OfManyTraces_IsKeptWithoutAnAttempt()
    {
        var side = new Side(_queues, _time, options => options.Share = 0.5);
        for (var i = 0; i < 15; i++)
        {
            var request = _spans.Root("POST /orders");
            side.End(_spans.Enqueue(request), request);
        }

        await side.SendAsync();

        var sent = Sent().Select(trace => trace.TraceId).ToList();
        Assert.NotEmpty(sent);
        Assert.All(sent, id => Assert.True(new TraceChoice(0.5).IsInShare(id)));
    }

    [Fact]
    public async Task Spans_WithAttributes_AreKeptWithThoseThatAreNamed()
    {
        var side = new Side(_queues, _time, options =>
        {
            options.Attributes.Add("order.kind");
            options.Filter = span => span.DisplayName != "poll";
        });
        var request = _spans.Root(new string('n', 1_000));
        request.SetTag("url.full", "https://example.org/?token=secret").SetTag("order.kind", "gift").SetTag("http.response.status_code", 500)
            .SetTag("streaq.argument.Card", "4111").SetTag("error.type", new object()).SetStatus(ActivityStatusCode.Error, "password=secret");
        side.End(_spans.Child(request, "poll"), _spans.Process(request.Context, "failure"), request);

        await side.SendAsync();

        var kept = Assert.Single(Sent()).Spans;
        Assert.Equal(2, kept.Count);
        Assert.Equal(["http.response.status_code=500", "order.kind=gift"], kept[1].Attributes.Select(tag => $"{tag.Key}={tag.Value}").Order());
        Assert.Equal((200, true, "side"), (kept[1].Name.Length, kept[1].IsError, kept[1].Service));
        Assert.DoesNotContain("secret", string.Concat(kept));
    }

    /// <summary>10,000 traces between two sends, three times: held and sent traces stay within their budgets.</summary>
    [Fact]
    public async Task Flood_OfTraces_StaysWithinTheBudgets()
    {
        await using var host = await QueueHost.StartAsync(_ => { }, queue: Spans.Queue);
        var queues = (IStreaqQueues)host.Services.GetService(typeof(IStreaqQueues))!;
        var budget = new TraceBudget { MaxTraces = 30, MaxBytes = 1024 * 1024 };
        var side = new Side(queues, _time, options => (options.Budget, options.Share) = (budget, 0.5));
        for (var second = 0; second < 3; second++)
        {
            for (var i = 0; i < 10_000; i++)
            {
                var request = _spans.Root("POST /orders");
                side.End(_spans.Enqueue(request), request, _spans.Process(request.Context, i % 10 == 0 ? "failure" : "success"));
                Assert.True(side.Keeper.Bytes <= HeldTraces.MostBytes + UnsentSpans.MostBytes);
            }

            await side.SendAsync();
            _time.Advance(TraceStoreService.Interval);
            var kept = await host.Client.Traces.KeepAsync([], budget);
            Assert.InRange(kept.TraceIds.Count, 20, budget.MaxTraces);
        }
    }

    private string Process(Side side, string outcome = "success", int attempt = 1, int took = 0)
    {
        var span = _spans.Process(
            new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true),
            outcome, attempt, TimeSpan.FromMilliseconds(took));
        side.End(span);
        return span.TraceId.ToHexString();
    }

    private IEnumerable<TaskTrace> Sent() => _queues.Calls.SelectMany(call => call);
}
