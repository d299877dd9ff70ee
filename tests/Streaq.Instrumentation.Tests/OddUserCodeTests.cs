using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Streaq.Instrumentation.Tests;

/// <summary>Exceptions that can't be read, and listeners and loggers that throw, affect neither the task nor other listeners.</summary>
public sealed class OddUserCodeTests
{
    private static readonly TaskDefinition<string, int> Work = new("odd.work");

    [Fact]
    public async Task Exception_ThatCantBeRead_IsRetriedAndItsSpanExported()
    {
        using var tracing = Tracing.Start(options => options.RecordException = true);
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().UseRetry(retry => retry.BaseDelay = TimeSpan.Zero).UseTiming().UseTracing().Map(
                Work, int (string text, TaskContext context) => context.Attempt == 1 ? throw new UnreadableException() : text.Length));

        var handle = await host.Client.EnqueueAsync(Work, "abc");

        Assert.Equal(3, await handle.ResultAsync().WaitAsync(QueueHost.Patience));
        Assert.Equal(2, (await handle.ReportAsync()).Attempts);
        var span = await tracing.Spans.WaitForAsync("process odd.work");
        Assert.Equal(("retry", typeof(UnreadableException).FullName), (span.Tags["streaq.outcome"], span.Tags["error.type"]));
    }

    [Fact]
    public async Task Rule_ThatThrows_HasTheTaskRetried()
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().UseRetry(retry =>
            {
                retry.BaseDelay = TimeSpan.Zero;
                retry.ShouldRetry = _ => throw new FormatException("The rule is broken.");
            }).Map(Work, int (string text, TaskContext context) => context.Attempt == 1 ? throw new InvalidOperationException("once") : text.Length));

        Assert.Equal(3, await (await host.Client.EnqueueAsync(Work, "abc")).ResultAsync().WaitAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Timing_WhoseListenerThrows_ChangesNoOutcome()
    {
        var thrown = 0;
        var queue = $"odd-{Guid.NewGuid():N}";
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == TimingMiddleware.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            if (tags.ToArray().Contains(new("messaging.destination.name", queue)))
            {
                Interlocked.Increment(ref thrown);
                throw new FormatException("This listener is broken.");
            }
        });
        listener.Start();
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().UseTiming().Map(Work, (string text) => text.Length), queue: queue);

        Assert.Equal(3, await (await host.Client.EnqueueAsync(Work, "abc")).ResultAsync().WaitAsync(QueueHost.Patience));
        // The attempt is measured after its result is available.
        await host.StopAsync();
        Assert.Equal(1, Volatile.Read(ref thrown));
    }

    [Fact]
    public async Task Timing_WhoseLoggerThrows_ChangesNoOutcome()
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().UseTiming().Map(Work, (string text) => text.Length),
            services: services => services.AddSingleton<ILoggerProvider, BrokenLogs>());

        Assert.Equal(3, await (await host.Client.EnqueueAsync(Work, "abc")).ResultAsync().WaitAsync(QueueHost.Patience));
    }

    private sealed class UnreadableException : Exception
    {
        public override string Message => throw new InvalidTimeZoneException();
    }

    private sealed class BrokenLogs : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => categoryName == typeof(TimingMiddleware).FullName ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new IOException("The log is full.");

        public void Dispose()
        {
        }
    }
}
