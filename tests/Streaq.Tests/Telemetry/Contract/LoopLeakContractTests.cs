using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>The current span stays that of its caller or attempt, and never becomes that of a loop.</summary>
public sealed class LoopLeakContractTests : ContractTest
{
    private const int Turns = 1_000;

    private static readonly TaskDefinition<int> Turn = new("turn");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Loops_AfterAThousandTurns_HaveNoCurrentSpan(bool traced)
    {
        var leaked = new ConcurrentQueue<string>();
        var turns = 0;
        using var loops = Watch((instrument, current) =>
        {
            Interlocked.Increment(ref turns);
            // The span of a read or a write is current while that is measured.
            if (current is not null && !(traced && current.DisplayName.EndsWith($" {Queue}", StringComparison.Ordinal) && !current.IsStopped))
            {
                leaked.Enqueue($"{instrument}: {current.DisplayName}");
            }
        });
        await StartAsync(
            options => (options.TraceAck, options.TraceReceive) = (traced, traced),
            streaq => streaq.AddWorker(worker => worker.Concurrency = 4).Map(Turn, (int turn) => TurnAsync(turn)).WithMaxAttempts(1));

        var ids = await EnqueueAllAsync();

        foreach (var id in ids)
        {
            await ProcessAsync(id);
        }

        Assert.Empty(leaked);
        Assert.NotEqual(0, turns);
        var parents = Spans.Named("enqueue turn").ToDictionary(span => span.Tag("messaging.message.id")!, span => span.Context);
        Assert.All(Spans.Named("process turn"), span => Assert.True(span.IsChildOf(parents[span.Tag("messaging.message.id")!])));
    }

    [Fact]
    public async Task Caller_AfterEveryCall_HasTheSpanItHad()
    {
        await StartAsync(options => options.TraceWait = true);
        using var ambient = Ambient();

        var handle = await Client.EnqueueAsync(Work, "fail");
        Assert.Same(ambient, Activity.Current);
        await Client.EnqueueAsync(Work, "ok", new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        Assert.Same(ambient, Activity.Current);
        await Client.EnqueueManyAsync(Work, ["ok", "ok"]);
        Assert.Same(ambient, Activity.Current);
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));
        Assert.Same(ambient, Activity.Current);
        await Client.DeadLetters.ReplayAsync(handle.Id);
        Assert.Same(ambient, Activity.Current);

        // Even before the first await: the caller may do something else meanwhile.
        var enqueuing = Client.EnqueueAsync(Work, "ok");
        Assert.Same(ambient, Activity.Current);
        await enqueuing;
    }

    private static async Task TurnAsync(int turn)
    {
        var own = Activity.Current;
        if (turn % 2 == 0)
        {
            await Task.Yield();
        }

        Assert.Same(own, Activity.Current);
        if (turn % 5 == 0)
        {
            throw new InvalidOperationException("Every fifth breaks.");
        }
    }

    private async Task<List<string>> EnqueueAllAsync()
    {
        var ids = new List<string>(Turns);
        for (var turn = 0; turn < Turns; turn++)
        {
            using var ambient = Ambient();
            ids.Add((await Client.EnqueueAsync(Turn, turn)).Id);
        }

        return ids;
    }

    /// <summary>Measurements are taken where they happen, so their callback sees the current span of the loop.</summary>
    private MeterListener Watch(Action<string, Activity?> seen)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                // The fetch loop and the loop that stores outcomes.
                if (instrument.Meter.Name == "Streaq" && instrument.Name is "messaging.client.consumed.messages" or "messaging.client.operation.duration")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Look(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Look(instrument, tags));
        listener.Start();
        return listener;

        void Look(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var all = new Dictionary<string, object?>(tags.ToArray());
            if (Equals(all["messaging.destination.name"], Queue) && !Equals(all.GetValueOrDefault("messaging.operation.name"), "enqueue"))
            {
                seen(instrument.Name, Activity.Current);
            }
        }
    }
}
