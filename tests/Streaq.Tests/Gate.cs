namespace Streaq.Tests;

/// <summary>A point in a handler. The test knows when it is reached, and decides when the handler goes on.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a handler has reached the gate.</summary>
    public Task Entered => _entered.Task.WaitAsync(QueueHost.Patience);

    public void Open() => _open.TrySetResult();

    public async Task PassAsync(CancellationToken cancellationToken = default)
    {
        _entered.TrySetResult();
        await _open.Task.WaitAsync(cancellationToken);
    }
}
