using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Measured = System.Collections.Generic.IReadOnlyDictionary<string, object?>;

namespace Streaq.Instrumentation.Tests;

/// <summary>Emits all telemetry of the package, with every outcome of a handler, once for all tests that read it.</summary>
public sealed class PackageScenario : IAsyncLifetime
{
    private const string Queue = "package";

    /// <summary>Does what its argument says.</summary>
    private static readonly TaskDefinition<Deed> Work = new("package.work");

    private readonly FakeTime _time = new();
    private readonly Lock _gate = new();
    private readonly List<Measured> _measured = [];
    private TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _snoozed;

    public IReadOnlyList<Span> Spans { get; private set; } = [];

    public IReadOnlyList<LogLine> Logs { get; private set; } = [];

    public Instrument? Instrument { get; private set; }

    public IReadOnlyList<Measured> Measurements => _measured;

    public async Task InitializeAsync()
    {
        using var tracing = Tracing.Start(options => options.SetMessagingOperation = true);
        using var meters = Listen();
        await using (var host = await QueueHost.StartAsync(
            Set, services: services => services.AddSingleton<TimeProvider>(_time), queue: Queue))
        {
            foreach (var how in new[] { "ok", "retry", "give up", "refuse", "snooze", "time out" })
            {
                var task = await host.Client.EnqueueAsync(Work, new Deed(how));
                await task.WaitAsync(QueueHost.Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await (await WaitingAsync(host.Client)).AbortAsync(QueueHost.Patience);
            await WaitingAsync(host.Client);
            Logs = [.. host.Log.Lines];
        }

        Spans = tracing.Spans.Ended;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<TaskHandle> WaitingAsync(IStreaqClient client)
    {
        _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var handle = await client.EnqueueAsync(Work, new Deed("wait"));
        await _waits.Task.WaitAsync(QueueHost.Patience);
        return handle;
    }

    private void Set(StreaqBuilder streaq)
    {
        streaq.AddWorker(worker =>
            (worker.Concurrency, worker.GracePeriod, worker.LeaseDuration) = (1, TimeSpan.Zero, TimeSpan.FromDays(1)));
        streaq.UseTracing(tracing => tracing.ArgumentProperties.Add(nameof(Deed.How)));
        // Outside of UseTiming, so that it turns failures that UseTiming sees into retries.
        streaq.UseRetry(retry => (retry.BaseDelay, retry.ShouldRetry) = (TimeSpan.Zero, e => e is TimeoutException));
        streaq.UseTiming();
        streaq.Map(Work, RunAsync).WithMaxAttempts(2).WithTimeout(TimeSpan.FromSeconds(1));
    }

    private Task RunAsync(Deed deed, TaskContext context, CancellationToken cancellationToken)
    {
        switch (deed.How)
        {
            case "retry" when context.Attempt == 1:
            case "give up":
                throw new TimeoutException("too slow");
            case "refuse":
                throw new FormatException("bad");
            case "snooze" when Interlocked.Exchange(ref _snoozed, 1) == 0:
                throw new StreaqSnoozeException(TimeSpan.Zero);
            case "time out":
                _time.Advance(TimeSpan.FromSeconds(2));
                return Task.Delay(Timeout.Infinite, cancellationToken);
            case "wait":
                _waits.SetResult();
                return Task.Delay(Timeout.Infinite, cancellationToken);
            default:
                return Task.CompletedTask;
        }
    }

    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == TimingMiddleware.MeterName)
                {
                    Instrument = instrument;
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if (Equals(all.GetValueOrDefault("messaging.destination.name"), Queue))
            {
                lock (_gate)
                {
                    _measured.Add(all);
                }
            }
        });
        listener.Start();
        return listener;
    }

    private sealed record Deed(string How);
}
