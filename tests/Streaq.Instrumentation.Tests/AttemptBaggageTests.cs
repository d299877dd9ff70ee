using System.Collections.Concurrent;
using OpenTelemetry;

namespace Streaq.Instrumentation.Tests;

public sealed class AttemptBaggageTests
{
    private static readonly TaskDefinition<int> Work = new("baggage.work");

    [Fact]
    public async Task Baggage_OfAThousandConcurrentTasks_IsEachTasksOwn()
    {
        const int Tasks = 1_000;
        var seen = new ConcurrentDictionary<int, (string? Before, string? After, int Count)>();
        using var tracing = Tracing.Start();
        // The loop starts in a flow that has baggage, as the first lines of a program may set it.
        Baggage.SetBaggage("loop", "from the start of the program");
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker(worker => worker.Concurrency = 64).Map(Work, async (int number) =>
        {
            var before = Baggage.GetBaggage("number");
            await Task.Yield();
            // Every second task changes its baggage; none may see another's change.
            if (number % 2 == 0)
            {
                Baggage.SetBaggage("number", $"changed {number}");
            }

            await Task.Yield();
            seen[number] = (before, Baggage.GetBaggage("number"), Baggage.Current.Count);
        }));
        var handles = new List<TaskHandle>();
        for (var i = 0; i < Tasks; i++)
        {
            // Every tenth task travels without baggage and must have none.
            Baggage.Current = i % 10 == 0 ? default : Baggage.Create(new() { ["number"] = $"{i}" });
            handles.Add(await host.Client.EnqueueAsync(Work, i));
        }

        Baggage.ClearBaggage();
        await Task.WhenAll(handles.Select(handle => handle.WaitAsync(QueueHost.Patience)));

        for (var i = 0; i < Tasks; i++)
        {
            var before = i % 10 == 0 ? null : $"{i}";
            var after = i % 2 == 0 ? $"changed {i}" : before;
            Assert.Equal((before, after, after is null ? 0 : 1), seen[i]);
        }

        Assert.Equal(0, Baggage.Current.Count);
    }

    [Fact]
    public async Task Baggage_WhenTheAttemptIsNotSampled_IsStillThere()
    {
        var seen = new TaskCompletionSource<string?>();
        using var tracing = Tracing.Start(options => options.Filter = _ => false);
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (int _) => seen.SetResult(Baggage.GetBaggage("tenant"))));
        Baggage.SetBaggage("tenant", "a");

        await host.Client.EnqueueAsync(Work, 1);

        Baggage.ClearBaggage();
        Assert.Equal("a", await seen.Task.WaitAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Baggage_OnARetry_IsTheSenders()
    {
        var seen = new ConcurrentQueue<string?>();
        using var tracing = Tracing.Start();
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, (int _, TaskContext context) =>
        {
            seen.Enqueue(Baggage.GetBaggage("tenant"));
            Baggage.SetBaggage("tenant", "changed by the first attempt");
            if (context.Attempt == 1)
            {
                throw new StreaqRetryException("again", TimeSpan.Zero);
            }
        }));
        Baggage.SetBaggage("tenant", "a");

        var handle = await host.Client.EnqueueAsync(Work, 1);

        Baggage.ClearBaggage();
        await handle.WaitAsync(QueueHost.Patience);
        Assert.Equal(["a", "a"], seen);
    }

    [Fact]
    public void ExtractBaggage_OutsideAnAttempt_LeavesTheCurrentBaggageAlone()
    {
        using var tracing = Tracing.Start();
        Baggage.SetBaggage("mine", "1");

        var extracted = StreaqTelemetry.Propagator.ExtractBaggage(
            null, (object? _, string name, out string? value, out IEnumerable<string>? values) => (value, values) = (name == "baggage" ? "other=2" : null, null));

        Assert.Equal([new("other", "2")], extracted!);
        Assert.Equal("1", Baggage.GetBaggage("mine"));
        Baggage.ClearBaggage();
    }
}
