using System.Diagnostics;
using Streaq.Tasks;
using Streaq.Tests;

namespace Streaq.Silent.Tests;

/// <summary>Without a listener in this process, the caller's context still reaches a listener downstream.</summary>
public sealed class SilentPropagationTests
{
    private static readonly TaskDefinition<int> Look = new("look");
    private static readonly TaskDefinition<int> Outer = new("outer");

    private readonly TaskCompletionSource<(TaskMessage Message, Activity? Span)> _seen = new();

    [Fact]
    public async Task Context_OfTheCaller_TravelsWithoutAListener()
    {
        await using var host = await StartAsync();
        using var ambient = new Activity("GET /order") { ActivityTraceFlags = ActivityTraceFlags.Recorded, TraceStateString = "a=1" };
        ambient.AddBaggage("tenant", "b").Start();

        await host.Client.EnqueueAsync(Look, 1);

        var (message, span) = await _seen.Task.WaitAsync(QueueHost.Patience);
        Assert.Equal(ambient.Id, message.TraceParent);
        Assert.Equal("a=1", message.Details.TraceState);
        Assert.Contains("tenant", message.Details.Baggage, StringComparison.Ordinal);
        Assert.Null(span);
    }

    [Fact]
    public async Task Context_OfABatch_TravelsWithoutAListener()
    {
        await using var host = await StartAsync();
        using var ambient = new Activity("GET /order").Start();

        await host.Client.EnqueueManyAsync(Look, [1]);

        Assert.Equal(ambient.Id, (await _seen.Task.WaitAsync(QueueHost.Patience)).Message.TraceParent);
    }

    [Fact]
    public async Task Context_OfAMessage_IsPassedOnByAWorkerThatDoesNotListen()
    {
        await using var host = await StartAsync();
        using var ambient = new Activity("GET /order") { TraceStateString = "a=1" };
        ambient.AddBaggage("tenant", "b").Start();

        await host.Client.EnqueueAsync(Outer, 1);

        var message = (await _seen.Task.WaitAsync(QueueHost.Patience)).Message;
        Assert.Equal(ambient.Id, message.TraceParent);
        Assert.Equal("a=1", message.Details.TraceState);
        Assert.Contains("tenant", message.Details.Baggage, StringComparison.Ordinal);
        Assert.NotNull(message.Details.ParentId);
    }

    [Fact]
    public async Task Context_OfACallerWithoutOne_IsNotSent()
    {
        await using var host = await StartAsync();

        await host.Client.EnqueueAsync(Look, 1);

        var message = (await _seen.Task.WaitAsync(QueueHost.Patience)).Message;
        Assert.Null(message.TraceParent);
        Assert.Null(message.Details.Headers);
    }

    [Fact]
    public async Task Context_WithModeNone_StaysHere()
    {
        await using var host = await StartAsync();
        using var ambient = new Activity("GET /order").Start();

        await host.Client.EnqueueAsync(Look, 1, new EnqueueOptions { Trace = TraceMode.None });

        Assert.Null((await _seen.Task.WaitAsync(QueueHost.Patience)).Message.TraceParent);
    }

    private Task<QueueHost> StartAsync() => QueueHost.StartAsync(streaq =>
    {
        streaq.AddWorker();
        streaq.Map(Look, (int _, TaskContext context) => _seen.SetResult((context.Message, context.Activity)));
        streaq.Map(Outer, (int _, IStreaqClient client) => client.EnqueueAsync(Look, 1));
    });
}
