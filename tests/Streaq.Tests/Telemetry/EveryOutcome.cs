using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Streaq.Tests.Telemetry;

/// <summary>A queue with all spans enabled, and a round of tasks with every outcome.</summary>
internal sealed class EveryOutcome : IAsyncDisposable
{
    private static readonly TaskDefinition<string, string> Work = new("work");

    private static readonly ConcurrentDictionary<string, bool> Snoozed = [];

    private readonly QueueHost _host;
    private readonly Gate _gate;

    private EveryOutcome(QueueHost host, Gate gate) => (_host, _gate) = (host, gate);

    public LogRecorder Log => _host.Log;

    public IStreaqClient Client => _host.Client;

    public IServiceProvider Services => _host.Services;

    public static async Task<EveryOutcome> StartAsync(string queue, string? redis, ILoggerProvider? logs = null)
    {
        var gate = new Gate();
        var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker(worker => worker.Concurrency = 2).Map(Work, (string how, TaskContext context) => RunAsync(how, context, gate))
                .WithMaxAttempts(2),
            redis,
            options => (options.TraceAck, options.TraceReceive, options.TraceWait) = (true, true, true),
            services =>
            {
                if (logs is not null)
                {
                    services.AddSingleton(logs);
                }
            },
            queue);
        return new EveryOutcome(host, gate);
    }

    /// <summary>Fails when a task ends with another outcome than expected, or never.</summary>
    public async Task RunAsync()
    {
        var aborted = await Client.EnqueueAsync(Work, "hang");
        await _gate.Entered;
        string[] kinds = ["ok", "retry", "snooze"];
        var handles = (await Client.EnqueueManyAsync(Work, kinds)).ToList();
        handles.Add(await Client.EnqueueAsync(Work, "ok", new EnqueueOptions { Delay = TimeSpan.FromMilliseconds(1) }));
        var failed = await Client.EnqueueAsync(Work, "fail");

        foreach (var handle in handles)
        {
            Assert.Equal("done", await handle.ResultAsync().WaitAsync(QueueHost.Patience));
        }

        await Assert.ThrowsAsync<TaskFailedException>(() => failed.ResultAsync().WaitAsync(QueueHost.Patience));
        Assert.Equal(failed.Id, Assert.Single(await Client.DeadLetters.ListAsync()).TaskId);
        Assert.True(await aborted.AbortAsync(QueueHost.Patience));
        // Once more after all that: the worker still works.
        Assert.Equal("done", await (await Client.EnqueueAsync(Work, "ok")).ResultAsync().WaitAsync(QueueHost.Patience));
        Assert.Equal(0, (await Client.CountsAsync()).Scheduled);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static async Task<string> RunAsync(string how, TaskContext context, Gate gate)
    {
        switch (how)
        {
            case "hang":
                await gate.PassAsync(context.CancellationToken);
                break;
            case "retry" when context.Attempt == 1:
                throw new StreaqRetryException("again", TimeSpan.Zero);
            case "snooze" when Snoozed.TryAdd(context.TaskId, true):
                throw new StreaqSnoozeException(TimeSpan.Zero);
            case "fail":
                throw new InvalidOperationException("It can't be done.");
        }

        return "done";
    }
}
