using System.Diagnostics;
using OpenTelemetry;

namespace Streaq.Instrumentation.Tests.Propagation;

/// <summary>Baggage travels with a task, from requests and from handlers.</summary>
[Collection(RedisCollection.Name)]
public sealed class BaggagePropagationTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int> Work = new("propagation.work");

    [Fact]
    public async Task Baggage_OfOpenTelemetryAndOfTheSpan_ArrivesWhole()
    {
        var arrived = new TaskCompletionSource<(Dictionary<string, string> Current, Dictionary<string, string?> OfTheSpan)>();
        using var tracing = Tracing.Start(set: set => set.AddSource("Request"));
        using var source = new ActivitySource("Request");
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (int _) => arrived.SetResult((
                new(Baggage.Current.GetBaggage()), Activity.Current!.Baggage.ToDictionary(entry => entry.Key, entry => entry.Value)))),
            redis.Server.ConnectionString);

        using (var request = source.StartActivity("request"))
        {
            request!.AddBaggage("region", "eu").AddBaggage("tenant", "of the span");
            Baggage.SetBaggage("tenant", "Größe, 5=6; \"x\" \\ %41");
            await host.Client.EnqueueAsync(Work, 1);
            Baggage.ClearBaggage();
        }

        var (current, ofTheSpan) = await arrived.Task.WaitAsync(QueueHost.Patience);
        Assert.Equal(new Dictionary<string, string> { ["region"] = "eu", ["tenant"] = "Größe, 5=6; \"x\" \\ %41" }, current);
        Assert.Equal(current, ofTheSpan!);
    }

    [Fact]
    public async Task Baggage_ThatAChildSpanReplaces_TravelsOnceAndIsNotLoggedAsCut()
    {
        var arrived = new TaskCompletionSource<string?>();
        using var tracing = Tracing.Start(set: set => set.AddSource("Request"));
        using var source = new ActivitySource("Request");
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (int _) => arrived.SetResult(Baggage.GetBaggage("tenant"))));

        using (var request = source.StartActivity("request")!.AddBaggage("tenant", "a"))
        using (var inner = source.StartActivity("inner")!.AddBaggage("tenant", "b"))
        {
            await host.Client.EnqueueAsync(Work, 1);
        }

        Assert.Equal("b", await arrived.Task.WaitAsync(QueueHost.Patience));
        Assert.DoesNotContain(host.Log.Lines, line => line.Event.Name == "streaq.baggage.cut");
    }

    [Fact]
    public async Task Baggage_SetInsideATask_ReachesTheTaskThatItEnqueues()
    {
        var arrived = new TaskCompletionSource<string?>();
        var inner = new TaskDefinition<int>("propagation.inner");
        using var tracing = Tracing.Start();
        await using var host = await QueueHost.StartAsync(streaq =>
        {
            streaq.AddWorker();
            streaq.Map(Work, async (int _, IStreaqClient client) =>
            {
                Baggage.SetBaggage("tenant", "b");
                await client.EnqueueAsync(inner, 1);
            });
            streaq.Map(inner, (int _) => arrived.SetResult($"{Baggage.GetBaggage("tenant")} {Baggage.GetBaggage("region")}"));
        });
        Baggage.SetBaggage("tenant", "a");
        Baggage.SetBaggage("region", "eu");

        await host.Client.EnqueueAsync(Work, 1);

        Baggage.ClearBaggage();
        Assert.Equal("b eu", await arrived.Task.WaitAsync(QueueHost.Patience));
    }

    /// <summary>A handler may use either way to set, change and remove baggage.</summary>
    [Theory]
    [InlineData("activity", "b", "b")]
    [InlineData("activity", null, null)]
    [InlineData("current", "b", "b")]
    [InlineData("current", null, null)]
    [InlineData("none", null, "a")]
    public async Task Baggage_ChangedInsideATask_TravelsAsItWasWrittenLast(string way, string? value, string? expected)
    {
        var arrived = new TaskCompletionSource<string?>();
        var inner = new TaskDefinition<int>("propagation.inner");
        using var tracing = Tracing.Start();
        await using var host = await QueueHost.StartAsync(streaq =>
        {
            streaq.AddWorker();
            streaq.Map(Work, async (int _, IStreaqClient client) =>
            {
                if (way == "activity")
                {
                    Activity.Current!.SetBaggage("tenant", value);
                }
                else if (way == "current")
                {
                    Baggage.SetBaggage("tenant", value);
                }

                await client.EnqueueAsync(inner, 1);
            });
            streaq.Map(inner, (int _) => arrived.SetResult(Baggage.GetBaggage("tenant")));
        });
        Baggage.SetBaggage("tenant", "a");

        await host.Client.EnqueueAsync(Work, 1);

        Baggage.ClearBaggage();
        Assert.Equal(expected, await arrived.Task.WaitAsync(QueueHost.Patience));
    }
}
