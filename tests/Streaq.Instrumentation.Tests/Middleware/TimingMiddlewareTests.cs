using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Streaq.Instrumentation.Tests.Middleware;

public sealed class TimingMiddlewareTests
{
    private static readonly TaskDefinition<string> Work = new("timing.work");

    [Theory]
    [InlineData("fine", "success")]
    [InlineData("retry", "retry")]
    [InlineData("snooze", "snoozed")]
    [InlineData("throw", "failure")]
    [InlineData("cancel", "timeout")]
    public async Task Attempt_Ends_IsMeasuredByItsOutcome(string how, string outcome)
    {
        var measured = new TaskCompletionSource<(double Seconds, Dictionary<string, object?> Tags)>();
        using var meters = Listen(measured);
        var time = new FakeTime();
        await using var host = await StartAsync(time, how);

        await host.Client.EnqueueAsync(Work, how);

        var (seconds, tags) = await measured.Task.WaitAsync(QueueHost.Patience);
        Assert.Equal(1.5, seconds);
        Assert.Equal(
            new Dictionary<string, object?> { ["streaq.task.name"] = "timing.work", ["messaging.destination.name"] = host.Queue, ["streaq.outcome"] = outcome }, tags);
    }

    [Fact]
    public async Task Attempt_Ends_IsOneLineInTheLog()
    {
        await using var host = await StartAsync(new FakeTime(), "fine");

        var handle = await host.Client.EnqueueAsync(Work, "fine");
        await handle.WaitAsync(QueueHost.Patience);

        var line = Assert.Single(host.Log.Lines, line => line.Event.Name == "streaq.task.executed");
        Assert.Equal((LogLevel.Information, $"Executed task {handle.Id} in 1.500s"), (line.Level, line.Message));
    }

    private static Task<QueueHost> StartAsync(FakeTime time, string how) =>
        QueueHost.StartAsync(
            streaq =>
            {
                var mapping = streaq.AddWorker().UseTiming().Map(Work, (string argument, CancellationToken cancellation) =>
                {
                    time.Advance(TimeSpan.FromSeconds(1.5));
                    return argument switch
                    {
                        "retry" => throw new StreaqRetryException("later"),
                        "snooze" => throw new StreaqSnoozeException(TimeSpan.FromHours(1)),
                        "throw" => throw new FormatException("bad"),
                        "cancel" => Task.Delay(Timeout.Infinite, cancellation),
                        _ => Task.CompletedTask,
                    };
                });
                if (how == "cancel")
                {
                    mapping.WithTimeout(TimeSpan.FromSeconds(1));
                }
            },
            services: services => services.AddSingleton<TimeProvider>(time));

    private static MeterListener Listen(TaskCompletionSource<(double, Dictionary<string, object?>)> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == TimingMiddleware.MeterName && instrument.Name == "streaq.handler.duration")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => measured.TrySetResult((value, tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value))));
        listener.Start();
        return listener;
    }
}
