namespace Streaq.Tests;

/// <summary>A place in a handler: the test knows when it is reached, and decides when it is passed.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a handler has come to the gate.</summary>
    public Task Entered => _entered.Task.WaitAsync(QueueHost.Patience);

    public void Open() => _open.TrySetResult();

    public async Task PassAsync(CancellationToken cancellationToken = default)
    {
        _entered.TrySetResult();
        await _open.Task.WaitAsync(cancellationToken);
    }
}
