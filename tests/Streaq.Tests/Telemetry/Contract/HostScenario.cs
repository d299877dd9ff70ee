using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaq.Tests.Storage.Redis;
using static Streaq.Tests.Telemetry.Contract.StoreBench;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>An application that uses every feature of a queue, with all options enabled.</summary>
internal sealed class HostScenario(TelemetryTap tap, string queue, string? redis)
{
    private static readonly TaskDefinition<int> Nest = new("nest");
    private static readonly TaskDefinition<int> Obedient = new("obedient");
    private static readonly TaskDefinition<int> Stubborn = new("stubborn");
    private static readonly EnqueueOptions Given = new()
    {
        Headers = new Dictionary<string, string> { ["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
    };

    private static readonly EnqueueOptions Refused = new() { Headers = new Dictionary<string, string> { ["refuse"] = "yes" } };

    private readonly FakeTime _time = new();
    private readonly TaskCompletionSource _blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _obeys = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _snoozed;
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task RunAsync()
    {
        await using var host = await QueueHost.StartAsync(
            Set,
            redis,
            options =>
            {
                (options.TraceAck, options.TraceReceive, options.TraceWait, options.MaxCreateSpans) = (true, true, true, 2);
            },
            services => services.AddSingleton<TimeProvider>(_time).AddSingleton<ILoggerProvider>(tap),
            queue);
        await EnqueueAsync(host.Client);
        await RefuseAsync(host.Client);
        await FailAndReplayAsync(host.Client);
        await DependAsync(host.Client);
        await ScheduleAsync(host.Client);
        await ExpireAsync(host.Client);
        await AbortAsync(host.Client);
        await AbandonAsync(host.Client);
        await host.Client.RunNowAsync((await host.Client.EnqueueAsync(Work, "ok", new EnqueueOptions { Delay = TimeSpan.FromDays(9) })).Id);
        await host.Client.PauseAsync("low");
        await host.Client.ResumeAsync("low");
        _end.SetResult();
    }

    private void Set(StreaqBuilder streaq)
    {
        streaq.AddWorker(worker => (worker.Concurrency, worker.LeaseDuration) = (1, TimeSpan.FromDays(1)));
        streaq.Map(Work, async (string how) =>
        {
            switch (how)
            {
                case "retry":
                    throw new StreaqRetryException("Later.", TimeSpan.Zero);
                case "snooze" when Interlocked.Exchange(ref _snoozed, 1) == 0:
                    throw new StreaqSnoozeException(TimeSpan.Zero);
                case "block":
                    _blocked.SetResult();
                    await _gate.Task;
                    break;
            }
        });
        streaq.Map(Nest, async (int _, IStreaqClient client) =>
        {
            await client.EnqueueAsync(Work, "ok");
            await client.EnqueueAsync(Work, "ok", new EnqueueOptions { Delay = TimeSpan.Zero });
            await client.EnqueueManyAsync(Work, ["ok"]);
            await client.EnqueueAsync(Work, "ok", Given with { After = [await client.EnqueueAsync(Work, "ok", Given with { Delay = TimeSpan.Zero })] });
        });
        streaq.Map(Obedient, async (int _, TaskContext context, CancellationToken stop) =>
        {
            await context.ReportProgressAsync(0.5);
            _obeys.TrySetResult();
            await Task.Delay(Timeout.Infinite, stop);
        });
        streaq.Map(Stubborn, (int _) => _end.Task).WithTimeout(TimeSpan.FromSeconds(1));
        streaq.UseEnqueue((context, next) => context.Headers.ContainsKey("refuse") ? throw new InvalidOperationException("Refused.") : next(context));
    }

    private static async Task EnqueueAsync(IStreaqClient client)
    {
        using var ambient = new Activity("GET /order").AddBaggage("large", new string('x', 9_000)).Start();
        await (await client.EnqueueAsync(Nest, 1)).WaitAsync(QueueHost.Patience);
        var known = await client.EnqueueAsync(Work, "ok", new EnqueueOptions { Delay = TimeSpan.Zero });
        await known.WaitAsync(QueueHost.Patience);
        await client.Handle<int>(known.Id).WaitAsync(QueueHost.Patience);
        await client.EnqueueManyAsync(Work, ["ok", "ok"]);
        await client.EnqueueManyAsync(Work, ["ok", "ok", "ok"]);
    }

    private static async Task RefuseAsync(IStreaqClient client)
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.EnqueueAsync(Work, "ok", Refused));
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.EnqueueAsync(Work, "ok", Refused with { Delay = TimeSpan.Zero }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.EnqueueManyAsync(Work, ["ok"], Refused));
        var both = Refused with { Headers = Refused.Headers!.Concat(Given.Headers!).ToDictionary() };
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.EnqueueAsync(Work, "ok", both));
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.EnqueueManyAsync(Work, ["ok", "ok", "ok"], Refused));
    }

    private async Task AbortAsync(IStreaqClient client)
    {
        using var ambient = new Activity("DELETE /order").Start();
        var handle = await client.EnqueueAsync(Obedient, 1);
        await _obeys.Task.WaitAsync(QueueHost.Patience);
        await handle.AbortAsync(QueueHost.Patience);
        await client.AbortAsync("never-seen");
        await tap.Spans.FirstAsync(span => Is(span, "streaq.outcome", "aborted"));
    }

    private async Task FailAndReplayAsync(IStreaqClient client)
    {
        var handle = await client.EnqueueAsync(Work, "retry");
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));
        await client.DeadLetters.ReplayAsync(handle.Id);
        await tap.Spans.FirstAsync(span => span.Kind is ActivityKind.Consumer && Is(span, "streaq.trigger", "replay"));
        await (await client.EnqueueAsync(Work, "snooze")).WaitAsync(QueueHost.Patience);
    }

    private async Task DependAsync(IStreaqClient client)
    {
        var first = await client.EnqueueAsync(Work, "ok");
        var second = await client.EnqueueAsync(Work, "ok", new EnqueueOptions { After = [first] });
        var third = await client.EnqueueAsync(Work, "ok", new EnqueueOptions { After = [second], Delay = TimeSpan.Zero });
        await Task.WhenAll((await client.EnqueueManyAsync(Work, ["ok", "ok"], new EnqueueOptions { After = [third] })).Select(handle => handle.WaitAsync(QueueHost.Patience)));
        await tap.Spans.FirstAsync(span => span.Kind is ActivityKind.Consumer && span.LinksOf("dependency").Count > 0);
    }

    private static async Task ScheduleAsync(IStreaqClient client)
    {
        await Assert.ThrowsAsync<PriorityNotServedException>(
            () => client.ScheduleAsync("unserved", "0 0 1 6 *", Work, "ok", new ScheduleOptions { Priority = "unserved" }));
        await client.ScheduleAsync("yearly", "0 0 1 6 *", Work, "ok");
        var fired = await client.RunScheduleAsync("yearly");
        await fired!.WaitAsync(QueueHost.Patience);
        await client.UnscheduleAsync("yearly");
    }

    private async Task ExpireAsync(IStreaqClient client)
    {
        await client.EnqueueAsync(Work, "block");
        await _blocked.Task.WaitAsync(QueueHost.Patience);
        await client.EnqueueAsync(Work, "ok", new EnqueueOptions { ExpiresIn = TimeSpan.FromMilliseconds(1) });
        if (redis is not null)
        {
            // An answer of Redis sets the store's clock back to Redis's own time, so that must pass the end as well.
            await using var raw = await RawRedis.OpenAsync(redis, queue);
            await raw.LetPassAsync(TimeSpan.FromMilliseconds(2));
        }

        _time.Advance(TimeSpan.FromSeconds(2));
        _gate.SetResult();
        await tap.Spans.FirstAsync(span => Is(span, "streaq.outcome", "expired"));
    }

    private async Task AbandonAsync(IStreaqClient client)
    {
        await client.EnqueueAsync(Stubborn, 1);
        var timedOut = tap.Spans.FirstAsync(span => Is(span, "streaq.outcome", "timeout"));
        while (!timedOut.IsCompleted)
        {
            // First the timeout, then the time that a cancelled handler has to return.
            _time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        await timedOut;
    }

    private bool Is(Activity span, string name, string value) => Equals(span.Tag("messaging.destination.name"), queue) && Equals(span.Tag(name), value);
}
