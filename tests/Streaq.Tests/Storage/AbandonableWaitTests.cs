using System.Runtime.CompilerServices;
using Streaq.Storage;

namespace Streaq.Tests.Storage;

/// <summary>A call that fails after its caller gave up.</summary>
public sealed class AbandonableWaitTests
{
    [Fact]
    public async Task Call_ThatFailsAfterItsCallerGaveUp_IsNoUnobservedException()
    {
        var mine = new InvalidOperationException("abandoned");
        var seen = false;
        void Note(object? sender, UnobservedTaskExceptionEventArgs args) => seen |= args.Exception.InnerExceptions.Contains(mine);
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            await GiveUpAsync(mine);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        Assert.False(seen);
    }

    [Fact]
    public async Task Call_ThatIsWaitedFor_GivesItsResultOrItsException()
    {
        var (result, failure) = (new TaskCompletionSource<int>(), new TaskCompletionSource<int>());
        using var stop = new CancellationTokenSource();
        var waits = (result.Task.WaitOrAbandonAsync(stop.Token), failure.Task.WaitOrAbandonAsync(stop.Token));

        result.SetResult(42);
        failure.SetException(new InvalidOperationException("failed"));

        Assert.Equal(42, await waits.Item1);
        Assert.Equal("failed", (await Assert.ThrowsAsync<InvalidOperationException>(() => waits.Item2)).Message);
    }

    /// <summary>A method of its own, so that no local variable keeps the call alive.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task GiveUpAsync(Exception failure)
    {
        var call = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var wait = call.Task.WaitOrAbandonAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        call.SetException(failure);
    }
}
