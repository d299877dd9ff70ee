using Microsoft.Extensions.DependencyInjection;
using Streaq.Execution;

namespace Streaq.Tests.Execution;

/// <summary>Each attempt has a service scope, which is disposed with it and does not affect its outcome.</summary>
public sealed class AttemptServicesTests
{
    private readonly AttemptRig _rig = new();

    [Fact]
    public async Task Services_RequestedByTwoThreadsAtOnce_AreOfOneScope()
    {
        var counts = new Counts();
        _rig.Services.AddScoped(_ => new Visit(counts));
        for (var round = 0; round < 200; round++)
        {
            await _rig.RunAsync(1, async (int _, TaskContext context) =>
            {
                using var together = new Barrier(2);
                await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
                    () =>
                    {
                        together.SignalAndWait();
                        context.Services.GetRequiredService<Visit>();
                    },
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default)));
            });
        }

        Assert.Equal((200, 200), (counts.Made, counts.Disposed));
    }

    [Fact]
    public async Task Services_RequestedAfterTheAttempt_AreRefused()
    {
        TaskContext? context = null;
        await _rig.RunAsync(1, (int _, TaskContext given) => { context = given; });

        Assert.Throws<ObjectDisposedException>(() => context!.Services);
    }

    [Fact]
    public async Task Dispose_ThatThrows_LeavesTheOutcome()
    {
        using var metrics = new MetricLog();
        _rig.Services.AddScoped<Broken>();

        var attempt = await _rig.RunAsync<int, int>(20, (int argument, Broken _) => argument + 1);

        Assert.Equal(21, AttemptRig.Result<int>(attempt));
        Assert.Contains(_rig.Log.Lines, line => line.Event.Name == "streaq.task.dispose_threw" && line.Message.Contains("task-1", StringComparison.Ordinal));
        Assert.Contains(metrics.Of("streaq.task.dispose.errors"), measured => Equals(measured.Tags["messaging.destination.name"], attempt.Queue));
    }

    [Fact]
    public async Task Dispose_ThatThrowsAfterARetry_LeavesTheRetry()
    {
        _rig.Settings = settings => settings.MaxAttempts = 2;
        _rig.Services.AddScoped<Broken>();

        var attempt = await _rig.RunAsync(1, Task (int _, Broken _) => throw new StreaqRetryException("again"));

        Assert.Equal(TaskOutcome.Retry, attempt.Outcome);
    }

    [Fact]
    public async Task Dispose_ThatNeverEnds_DoesNotBlockTheStop()
    {
        using var stop = new CancellationTokenSource();
        _rig.Services.AddScoped<Endless>();
        var running = _rig.RunAsync<int, int>(20, (int argument, Endless _) => argument + 1, stop.Token);

        await stop.CancelAsync();
        await _rig.Time.PassAsync(CancellableRun.CancellationGrace);

        Assert.Equal(21, AttemptRig.Result<int>(await running.WaitAsync(QueueHost.Patience)));
        Assert.Contains(_rig.Log.Lines, line => line.Event.Name == "streaq.task.abandoned");
    }

    [Fact]
    public async Task Result_ThatReadsFromAService_IsSerializedBeforeItsEnd()
    {
        var counts = new Counts();
        _rig.Services.AddScoped(_ => new Visit(counts));

        var attempt = await _rig.RunAsync<int, IEnumerable<int>>(3, (int argument, Visit visit) => visit.Numbers(argument));

        Assert.Equal([1, 2, 3], AttemptRig.Result<int[]>(attempt)!);
        Assert.Equal(1, counts.Disposed);
    }

    private sealed class Counts
    {
        private int _made;
        private int _disposed;

        public int Made => _made;

        public int Disposed => _disposed;

        public void Make() => Interlocked.Increment(ref _made);

        public void Dispose() => Interlocked.Increment(ref _disposed);
    }

    private sealed class Visit : IDisposable
    {
        private readonly Counts _counts;
        private bool _over;

        public Visit(Counts counts)
        {
            _counts = counts;
            counts.Make();
        }

        public IEnumerable<int> Numbers(int count)
        {
            for (var i = 1; i <= count; i++)
            {
                ObjectDisposedException.ThrowIf(_over, this);
                yield return i;
            }
        }

        public void Dispose()
        {
            _over = true;
            _counts.Dispose();
        }
    }

    private sealed class Endless : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(new TaskCompletionSource().Task);
    }

    private sealed class Broken : IDisposable
    {
        public void Dispose() => throw new FormatException("It can't be closed.");
    }
}
