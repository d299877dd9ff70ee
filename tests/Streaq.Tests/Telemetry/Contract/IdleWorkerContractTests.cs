namespace Streaq.Tests.Telemetry.Contract;

public sealed class IdleWorkerContractTests : ContractTest
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task IdleWorker_ForTenMinutes_HasNoSpan()
    {
        await StartAsync(
            options => (options.TraceAck, options.TraceReceive, options.TraceWait) = (true, true, true),
            streaq => streaq.AddWorker(worker => worker.LeaseDuration = TimeSpan.FromSeconds(30)));

        for (var idle = TimeSpan.Zero; idle < TimeSpan.FromMinutes(10); idle += Step)
        {
            await Time.TimerSetAsync(wait => wait == Step).WaitAsync(QueueHost.Patience);
            Time.Advance(Step);
        }

        Assert.Empty(Spans.Stopped);

        // It was idle, not dead.
        var handle = await Client.EnqueueAsync(Work, "ok");
        await ProcessAsync(handle.Id);
        await SpanAsync($"receive {Queue}");
        Assert.Equal(
            [$"ack {Queue}", "enqueue work", "process work", $"receive {Queue}"],
            Spans.Stopped.Select(span => span.DisplayName).Order(StringComparer.Ordinal));
    }
}
