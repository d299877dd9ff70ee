using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Tests.Telemetry;

/// <summary>The measurements of producers and attempts: seconds, few tags, never an id.</summary>
public sealed class MetricsTests : IDisposable
{
    private static readonly TaskDefinition<int> Work = new("the.work");

    private readonly FakeTime _time = new();
    private readonly MetricLog _metrics;
    private readonly string _queue = $"test-{Guid.NewGuid():N}";
    private readonly Gate _gate = new();

    public MetricsTests() => _metrics = new MetricLog(_queue);

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task Enqueues_AreCountedAndMeasured()
    {
        await using var host = await StartAsync(worker: false);

        await host.Client.EnqueueAsync(Work, 1);
        await host.Client.EnqueueManyAsync(Work, [1, 2, 3]);

        Assert.Equal([1, 3], _metrics.Of("messaging.client.sent.messages").Select(sent => sent.Value));
        var durations = _metrics.Of("messaging.client.operation.duration").ToList();
        Assert.Equal([("s", 0.0), ("s", 0.0)], durations.Select(duration => (duration.Unit, duration.Value)));
        Assert.All(durations, duration => Assert.Equal(
            [
                new("messaging.destination.name", _queue), new("messaging.operation.name", "enqueue"), new("messaging.operation.type", "send"),
                new("messaging.system", "streaq"), new("streaq.task.name", "the.work"),
            ],
            duration.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Enqueue_ThatFails_IsMeasuredWithItsError()
    {
        await using var host = await StartAsync(worker: false, streaq => streaq.UseEnqueue((_, _) => throw new FormatException()));

        await Assert.ThrowsAsync<FormatException>(() => host.Client.EnqueueAsync(Work, 1));

        var sent = Assert.Single(_metrics.Of("messaging.client.sent.messages"));
        Assert.Equal((1, "System.FormatException"), (sent.Value, sent.Tags["error.type"]));
    }

    [Fact]
    public async Task Callback_ThatCanNotBeEnqueued_IsMeasuredWithTheErrorOfItsSpan()
    {
        using var spans = new ActivityLog(_queue);
        await using var host = await StartAsync(worker: false, streaq => streaq.UseEnqueue((context, next) =>
            context.Task.Name == "the.callback" ? throw new FormatException("no") : next(context)));
        var callback = GroupCallback.Of(new TaskDefinition<int>("the.callback"), 1);

        await Assert.ThrowsAsync<FormatException>(
            () => host.Client.GroupAsync(new TaskDefinition<int, int>("the.work"), [1, 2], new GroupOptions { OnFinished = callback }));

        var span = Assert.Single(spans.Named("enqueue the.callback"));
        Assert.Equal((ActivityStatusCode.Error, "System.FormatException"), (span.Status, span.GetTagItem("error.type")));
        Assert.Contains(_metrics.Of("messaging.client.sent.messages"), sent =>
            sent.Value == 1 && sent.Tags.GetValueOrDefault("error.type") is "System.FormatException");
    }

    /// <summary>Redis may have any number of names: of replayed dead letters, of schedules, of aborted tasks.</summary>
    [Fact]
    public void Names_ThatTheProcessDoesNotDefine_ShareOneTag()
    {
        var queue = new QueueTelemetry { Queue = _queue };
        for (var i = 0; i < 3; i++)
        {
            var unknown = new TaskMessage { Id = $"{i}", Name = $"unknown-{i}", Body = default, Priority = "normal" };
            new EnqueueTelemetry(queue).Sent(unknown.Name, 1, 0.1, error: null);
            new EnqueueTelemetry(queue).Sent(unknown.Name, 1, 0.1, new FormatException());
            new CronTelemetry(queue).Fired(default, unknown, delay: 1, seconds: 0.1);
        }

        new EnqueueTelemetry(queue).Sent(Work.Name, 1, 0.1, error: null);

        Assert.Equal(["_OTHER", "the.work"], _metrics.All.Select(measured => (string)measured.Tags["streaq.task.name"]!).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>For example, a relay finds old rows before the first enqueue initializes the class with the definitions.</summary>
    [Fact]
    public void Name_DefinedAfterItWasMeasured_IsMeasuredByItself()
    {
        var queue = new QueueTelemetry { Queue = _queue };
        var name = $"late.{Guid.NewGuid():N}";
        new EnqueueTelemetry(queue).Sent(name, 1, 0.1, error: null);

        _ = new TaskDefinition<int>(name);
        new EnqueueTelemetry(queue).Sent(name, 1, 0.1, error: null);

        Assert.Equal(["_OTHER", name], _metrics.Of("messaging.client.sent.messages").Select(sent => sent.Tags["streaq.task.name"]));
    }

    [Fact]
    public async Task Callback_ThatCanNotBePrepared_IsMeasuredWithTheErrorOfItsSpan()
    {
        using var spans = new ActivityLog(_queue);
        await using var host = await StartAsync(worker: false, streaq => streaq.UseEnqueue((context, next) =>
            context.Task.Name == "the.callback" ? throw new FormatException("no") : next(context)));
        var callback = GroupCallback.Of(new TaskDefinition<int>("the.callback"), 1);

        await Assert.ThrowsAsync<FormatException>(() => host.Services.GetRequiredService<IDeferredEnqueue>().PrepareGroupAsync(
            Work, [1, 2], new GroupOptions { OnFinished = callback }).AsTask());

        var span = Assert.Single(spans.Named("enqueue the.callback"));
        Assert.Equal((ActivityStatusCode.Error, "System.FormatException"), (span.Status, span.GetTagItem("error.type")));
        Assert.Contains(_metrics.Of("messaging.client.sent.messages"), sent => sent.Value == 1
            && sent.Tags["streaq.task.name"] is "the.callback" && sent.Tags.GetValueOrDefault("error.type") is "System.FormatException");
    }

    [Fact]
    public async Task Attempts_AreMeasuredInSeconds()
    {
        await using var host = await StartAsync(worker: true);
        await host.Client.EnqueueAsync(Work, -1);
        await _gate.Entered;
        var handle = await host.Client.EnqueueAsync(Work, 250, new EnqueueOptions { Priority = "high" });
        _time.Advance(TimeSpan.FromSeconds(2));
        _gate.Open();
        await handle.WaitAsync(QueueHost.Patience);
        // The fetch loop counts tasks after it has passed them on. The stop waits for that.
        await host.StopAsync();

        Assert.Equal([2, 0.25], _metrics.Of("messaging.process.duration").Select(duration => duration.Value));
        Assert.Equal([0, 2], _metrics.Of("streaq.task.queue.duration").Select(duration => duration.Value));
        Assert.Equal("high", _metrics.Of("streaq.task.queue.duration").Last().Tags["streaq.priority"]);
        Assert.Equal(2, _metrics.Sum("messaging.client.consumed.messages"));
        Assert.All(_metrics.Of("messaging.process.duration"), duration => Assert.Equal(("s", "success"), (duration.Unit, duration.Tags["streaq.outcome"])));
    }

    [Theory]
    [InlineData(0, "failure", "System.FormatException")]
    [InlineData(-2, "retry", "Streaq.StreaqRetryException")]
    public async Task Attempt_ThatFails_IsMeasuredWithOutcomeAndError(int how, string outcome, string error)
    {
        await using var host = await StartAsync(worker: true);
        var handle = await host.Client.EnqueueAsync(Work, how);
        await Record.ExceptionAsync(() => handle.WaitAsync(QueueHost.Patience));

        await host.StopAsync();
        var duration = _metrics.Of("messaging.process.duration").First();

        Assert.Equal((outcome, error), (duration.Tags["streaq.outcome"], duration.Tags["error.type"]));
    }

    [Fact]
    public async Task Measurements_OfAllInstruments_HaveFewTagsAndNoId()
    {
        string id;
        await using (var host = await StartAsync(worker: true))
        {
            var handle = await host.Client.EnqueueAsync(Work, 0);
            await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));
            id = handle.Id;
        }

        Assert.All(_metrics.All, measured =>
        {
            Assert.InRange(measured.Tags.Count, 1, 10);
            Assert.DoesNotContain(id, measured.Tags.Values);
            Assert.DoesNotContain("messaging.message.id", measured.Tags.Keys);
        });
        Assert.Contains("streaq.task.dead_letters", _metrics.All.Select(measured => measured.Instrument));
    }

    private Task<QueueHost> StartAsync(bool worker, Action<StreaqBuilder>? set = null) => QueueHost.StartAsync(
        streaq =>
        {
            if (worker)
            {
                streaq.AddWorker(options => (options.Concurrency, options.Prefetch) = (1, 0)).Map(Work, (int milliseconds, TaskContext context) => milliseconds switch
                {
                    -1 => _gate.PassAsync(),
                    -2 when context.Attempt == 1 => throw new StreaqRetryException("later", TimeSpan.Zero),
                    0 => throw new FormatException(),
                    _ => AdvanceAsync(milliseconds),
                });
            }

            set?.Invoke(streaq);
        },
        services: services => services.AddClock(_time),
        queue: _queue);

    /// <summary>Advances time for this attempt alone: the one before is measured until its outcome is stored.</summary>
    private async Task AdvanceAsync(int milliseconds)
    {
        if (milliseconds > 0)
        {
            await _metrics.SeenAsync("messaging.process.duration");
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        }
    }
}
