using Microsoft.Extensions.DependencyInjection;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Storage.InMemory;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Tests.Telemetry;

/// <summary>Two queues in one process are measured separately.</summary>
public sealed class SeveralQueuesMetricsTests : IDisposable
{
    private static readonly TaskDefinition<int> Work = new("the.work");

    private readonly string _one = $"test-{Guid.NewGuid():N}";
    private readonly string _other = $"test-{Guid.NewGuid():N}";
    private readonly MetricLog _ofOne;
    private readonly MetricLog _ofOther;

    public SeveralQueuesMetricsTests() => (_ofOne, _ofOther) = (new MetricLog(_one), new MetricLog(_other));

    public void Dispose()
    {
        _ofOne.Dispose();
        _ofOther.Dispose();
    }

    [Fact]
    public async Task Gauges_OfTwoQueues_CountEachItsOwn()
    {
        using var gauges = new Gauges(_one, _other);

        await gauges.SampleAsync(_one, tasks: 2);
        await gauges.SampleAsync(_other, tasks: 3);

        Assert.Equal(2, Ready(_ofOne));
        Assert.Equal(3, Ready(_ofOther));
    }

    [Fact]
    public async Task Workers_OfTwoQueues_HaveLimitsAndAttemptsOfTheirOwn()
    {
        var gate = new Gate();
        await using (var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker(worker => worker.Concurrency = 2).Map(Work, (int _) => gate.PassAsync()),
            queue: _one,
            services: services => services.AddStreaq("other", options => options.Embed(_other))
                .AddWorker(worker => worker.Concurrency = 3).Map(Work, (int _) => { })))
        {
            await (await host.Services.GetRequiredKeyedService<IStreaqClient>("other").EnqueueAsync(Work, 1)).WaitAsync(QueueHost.Patience);
            await host.Client.EnqueueAsync(Work, 1);
            await gate.Entered;

            // Also for a provider that is built after the workers.
            using var late = new MetricLog(_one);
            Assert.Equal((2, 1), Busy(_ofOne));
            Assert.Equal((2, 1), Busy(late));
            Assert.Equal((3, 0), Busy(_ofOther));
            gate.Open();
        }

        Assert.Equal((0, 1), (Busy(_ofOne).Limit, _ofOne.Sum("messaging.client.sent.messages")));
        Assert.Equal((0, 1), (Busy(_ofOther).Limit, _ofOther.Sum("messaging.client.sent.messages")));
    }

    private static (double Limit, double Active) Busy(MetricLog metrics)
    {
        var before = metrics.All.Count;
        metrics.Observe();
        var now = metrics.All.Skip(before).ToList();
        return (Value("streaq.worker.concurrency.limit"), Value("streaq.worker.active"));

        double Value(string instrument) => now.Where(measured => measured.Instrument == instrument).Sum(measured => measured.Value);
    }

    private static double Ready(MetricLog metrics)
    {
        metrics.Observe();
        return Assert.Single(metrics.Of("streaq.queue.depth"), measured => Equals(measured.Tags["streaq.state"], "ready")).Value;
    }

    /// <summary>Does what a worker's maintenance does for the gauges, without the worker.</summary>
    private sealed class Gauges(params string[] queues) : IDisposable
    {
        private readonly Dictionary<string, QueueGauges> _gauges = queues.ToDictionary(queue => queue, queue => new QueueGauges(queue));

        public async Task SampleAsync(string queue, int tasks)
        {
            var time = new FakeTime();
            await using var store = new InMemoryTaskStore(new StoreOptions(queue), time);
            for (var i = 0; i < tasks; i++)
            {
                await store.EnqueueAsync(new NewTask(new TaskMessage { Id = $"{i}", Name = Work.Name, Body = default, Priority = "normal" }), CancellationToken.None);
            }

            await new SampleQueue(["normal"], _gauges[queue], time).RunOnceAsync(store, CancellationToken.None);
        }

        public void Dispose()
        {
            foreach (var gauges in _gauges.Values)
            {
                gauges.Remove();
            }
        }
    }
}
