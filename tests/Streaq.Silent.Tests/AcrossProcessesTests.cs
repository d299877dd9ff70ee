using System.Diagnostics;
using Streaq.Tests;
using Streaq.Tests.Workers;

namespace Streaq.Silent.Tests;

/// <summary>A producer without a listener, a real Redis, and a worker in a process of its own whose sampler follows the parent.</summary>
[Collection(RedisCollection.Name)]
public sealed class AcrossProcessesTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Double = new("crash.double");

    [Theory]
    [InlineData(ActivityTraceFlags.Recorded)]
    [InlineData(ActivityTraceFlags.None)]
    public async Task Attempt_InAnotherProcess_FollowsTheCallersTraceAndItsSampling(ActivityTraceFlags flags)
    {
        using var request = new Activity("GET /order") { ActivityTraceFlags = flags }.Start();

        var ran = await RunAsync();

        Assert.Equal((request.TraceId.ToHexString(), request.SpanId.ToHexString()), (ran.Trace, ran.Parent));
        Assert.Equal(flags == ActivityTraceFlags.Recorded, ran.Recorded);
    }

    [Fact]
    public async Task StateAndBaggage_OfTheCaller_ArriveWhole()
    {
        var state = string.Join(',', Enumerable.Range(0, 20).Select(i => $"vendor{i}=value-of-the-vendor-{i}"));
        using var request = new Activity("GET /order") { ActivityTraceFlags = ActivityTraceFlags.Recorded, TraceStateString = state };
        request.AddBaggage("tenant", "acme").AddBaggage("note", "a, b = c").Start();

        var ran = await RunAsync();

        Assert.Equal(state, ran.State);
        Assert.Equal(["note=a, b = c", "tenant=acme"], ran.Baggage!.Order());
    }

    private async Task<WorkerLine> RunAsync()
    {
        await using var producer = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString);
        await using var worker = WorkerProcess.Start(redis.Server.ConnectionString, producer.Queue, TimeSpan.FromSeconds(30));
        var handle = await producer.Client.EnqueueAsync(Double, 21);
        return await worker.WaitForAsync(line => line.Event == "ran" && line.Id == handle.Id);
    }
}
