namespace Streaq.Tests.Execution;

/// <summary>Registrations of an attempt on its token are released with the attempt.</summary>
public sealed class AttemptTokenHeapTests
{
    private readonly AttemptRig _rig = new();

    [Fact]
    public async Task LinkedSource_NotDisposed_IsCollectedAfterTheAttempt()
    {
        var left = await RunAsync();

        // The slot lives on, and would keep objects that are registered on its token.
        await _rig.RunAgainAsync(_rig.Host!, 2, (int _) => { });
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(left.IsAlive);
    }

    private async Task<WeakReference> RunAsync()
    {
        WeakReference? left = null;
        await _rig.RunAsync(1, (int _, CancellationToken token) => { left = new WeakReference(CancellationTokenSource.CreateLinkedTokenSource(token)); });
        return left!;
    }
}
