namespace Streaq.Instrumentation.Tests.TraceStore;

/// <summary>Two processes, each with its own part of every trace, and one store.</summary>
[Collection(RedisCollection.Name)]
public sealed class AgreementTests(RedisFixture redis) : IDisposable
{
    private readonly Spans _spans = new();

    public void Dispose() => _spans.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Producer_AndWorker_KeepTheSameTraces(bool onRedis)
    {
        await using var host = await QueueHost.StartAsync(_ => { }, onRedis ? redis.Server.ConnectionString : null, queue: Spans.Queue);
        var queues = (IStreaqQueues)host.Services.GetService(typeof(IStreaqQueues))!;
        var (producer, worker) = (new Side(queues, configure: Share), new Side(queues, configure: Share));
        for (var i = 0; i < 300; i++)
        {
            var request = _spans.Root("POST /orders");
            producer.End(_spans.Enqueue(request), request);
            worker.End(_spans.Process(request.Context, i % 30 == 7 ? "failure" : "success", took: TimeSpan.FromMilliseconds(i)));
        }

        // Each side learns with its first call what the other keeps, and sends its part with the second.
        foreach (var side in (Side[])[worker, producer, worker, producer])
        {
            await side.SendAsync();
        }

        var kept = await host.Client.Traces.KeepAsync([], new TraceBudget());
        Assert.InRange(kept.TraceIds.Count, TraceChoice.Most, 3 * TraceChoice.Most);
        foreach (var part in kept.TraceIds.Chunk(8))
        {
            var traces = await host.Client.Traces.FindAsync(part);
            Assert.All(traces, trace => Assert.Equal(["POST /orders", "enqueue x", "process x"], trace.Spans.Select(span => span.Name).Order()));
            Assert.Equal(part.Length, traces.Count);
        }
    }

    private static void Share(StreaqTraceStoreOptions options) => options.Share = 0.1;
}
