using System.Collections.Concurrent;
using System.Diagnostics;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>A sampler decides when a span starts, so it must see the relevant attributes then.</summary>
public sealed class CreationAttributesContractTests : ContractTest
{
    private static readonly string[] Always = ["messaging.system", "messaging.operation.name", "messaging.operation.type", "messaging.destination.name"];
    private static readonly string[] OfATask = [.. Always, "streaq.task.name", "messaging.message.id", "messaging.message.conversation_id"];

    [Fact]
    public async Task Samplers_AtCreation_SeeTheAttributes()
    {
        var seen = new ConcurrentDictionary<string, HashSet<string>>();
        using var listener = Listen(seen);
        await StartAsync(options => options.MaxCreateSpans = 10);

        var handle = await Client.EnqueueAsync(Work, "retry", new EnqueueOptions { At = Time.GetUtcNow(), Trace = TraceMode.Link });
        await ProcessAsync(handle.Id, attempt: 3);
        await Client.DeadLetters.ReplayAsync(handle.Id);
        await Client.EnqueueManyAsync(Work, ["ok"]);

        AssertHas(seen["schedule work"], [.. OfATask, "streaq.priority"]);
        AssertHas(seen["create work"], [.. OfATask, "streaq.priority"]);
        AssertHas(seen["enqueue work"], [.. OfATask, "streaq.priority", "streaq.trigger", "streaq.link.dead_attempt"]);
        AssertHas(seen[$"enqueue {Queue}"], [.. Always, "streaq.task.name", "messaging.batch.message_count"]);
        AssertHas(seen["retry work"], [.. OfATask, "streaq.attempt", "streaq.retry.delay"]);
        AssertHas(seen["dead_letter work"], [.. OfATask, "streaq.attempt"]);
        AssertHas(
            seen["process work"],
            [
                .. OfATask, "messaging.client.id", "messaging.consumer.group.name", "streaq.attempt", "streaq.max_attempts", "streaq.priority",
                "streaq.trigger", "streaq.queue_time", "streaq.schedule_delay", "streaq.link.creation",
            ]);
    }

    private static void AssertHas(HashSet<string> seen, string[] expected) => Assert.Empty(expected.Except(seen));

    /// <summary>Records the attributes that the first span of each name has at creation.</summary>
    private ActivityListener Listen(ConcurrentDictionary<string, HashSet<string>> seen)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StreaqTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
            {
                var tags = options.Tags!.ToDictionary();
                if (Equals(tags["messaging.destination.name"], Queue))
                {
                    seen.TryAdd(options.Name, [.. tags.Keys]);
                }

                return ActivitySamplingResult.None;
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
