using System.Diagnostics;
using Streaq.Tasks;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>Context that travels with a message while there is a listener. Streaq.Silent.Tests has the case without one.</summary>
public sealed class PropagationContractTests : ContractTest
{
    private const string Foreign = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly TaskDefinition<int> Look = new("look");

    private readonly TaskCompletionSource<(TaskMessage Message, Activity? Span)> _seen = new();

    [Fact]
    public async Task TraceParent_SetByTheCaller_IsLeftAsItIs()
    {
        await StartLookingAsync();
        using var ambient = Ambient();
        ambient.TraceStateString = "a=1";

        await Client.EnqueueAsync(Look, 1, new EnqueueOptions { Headers = new Dictionary<string, string> { ["Traceparent"] = Foreign } });

        var (message, span) = await _seen.Task;
        Assert.Equal(Foreign, message.TraceParent);
        Assert.Null(message.Details.TraceState);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", span!.TraceId.ToHexString());
        Assert.Equal("b7ad6b7169203331", span.ParentSpanId.ToHexString());
    }

    [Fact]
    public async Task TraceParent_SetByMiddleware_IsLeftAsItIs()
    {
        await StartLookingAsync(streaq => streaq.UseEnqueue((context, next) =>
        {
            context.Headers["traceparent"] = Foreign;
            return next(context);
        }));

        await Client.EnqueueAsync(Look, 1);

        Assert.Equal(Foreign, (await _seen.Task).Message.TraceParent);
    }

    [Fact]
    public async Task TraceParent_Always_IsTheEnqueuingSpans()
    {
        await StartLookingAsync();

        await Client.EnqueueAsync(Look, 1);

        Assert.Equal((await SpanAsync("enqueue look")).Id, (await _seen.Task).Message.TraceParent);
    }

    [Fact]
    public async Task TraceStateAndBaggage_OfTheCaller_ArriveWhole()
    {
        await StartLookingAsync();
        using var ambient = Ambient();
        ambient.TraceStateString = "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7";
        ambient.AddBaggage("tenant", "a b");
        ambient.AddBaggage("region", "eu=west,1");

        await Client.EnqueueAsync(Look, 1);

        var (message, span) = await _seen.Task;
        Assert.Equal("congo=t61rcWkgMzE,rojo=00f067aa0ba902b7", message.Details.TraceState);
        Assert.Equal("congo=t61rcWkgMzE,rojo=00f067aa0ba902b7", span!.TraceStateString);
        Assert.Equal([("region", "eu=west,1"), ("tenant", "a b")], span.Baggage.Select(item => (item.Key, item.Value!)).Order());
    }

    [Fact]
    public async Task TraceState_LongerThanThePropagatorsBound_ArrivesWhole()
    {
        await StartLookingAsync();
        using var ambient = Ambient();
        ambient.TraceStateString = string.Join(',', Enumerable.Range(0, 25).Select(i => $"vendor{i:00}=abcdefghijk"));

        await Client.EnqueueAsync(Look, 1);

        var (message, span) = await _seen.Task;
        Assert.Equal(ambient.TraceStateString, message.Details.TraceState);
        Assert.Equal(ambient.TraceStateString, span!.TraceStateString);
    }

    [Fact]
    public async Task Baggage_OfTheMessage_IsThereAgainInEveryAttempt()
    {
        var attempts = new List<string?>();
        await StartAsync(set: streaq => streaq.Use((context, next) =>
        {
            attempts.Add(context.Activity!.GetBaggageItem("tenant"));
            return next(context);
        }));
        using var ambient = Ambient();
        ambient.AddBaggage("tenant", "a");

        var handle = await Client.EnqueueAsync(Work, "retry once");

        await ProcessAsync(handle.Id, attempt: 2);
        Assert.Equal(["a", "a"], attempts);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01")]
    [InlineData("zz-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    public async Task TraceParent_ThatCannotBeRead_BeginsANewTrace(string malformed)
    {
        await StartLookingAsync();

        await Client.EnqueueAsync(Look, 1, new EnqueueOptions
        {
            Headers = new Dictionary<string, string> { ["traceparent"] = malformed, ["tracestate"] = "=,;", ["baggage"] = "=;,%%%,a" },
        });

        var span = await SpanAsync("process look");
        Assert.True(span.IsRoot());
        Assert.Empty(span.Links);
        Assert.Equal("success", span.Tag("streaq.outcome"));
    }

    private Task StartLookingAsync(Action<StreaqBuilder>? set = null) => StartAsync(set: streaq =>
    {
        streaq.Map(Look, (int _, TaskContext context) => _seen.SetResult((context.Message, context.Activity)));
        set?.Invoke(streaq);
    });
}
