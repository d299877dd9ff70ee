namespace Streaq.Chaos.Proxy;

/// <summary>Controls which data a proxy forwards.</summary>
internal sealed class ProxyGate
{
    private volatile TaskCompletionSource? _paused;

    /// <summary>Whether requests arrive and answers are dropped.</summary>
    public volatile bool SwallowsAnswers;

    public Task OpenAsync() => _paused?.Task ?? Task.CompletedTask;

    public void Pause() => _paused ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume()
    {
        var paused = _paused;
        _paused = null;
        paused?.TrySetResult();
    }
}
