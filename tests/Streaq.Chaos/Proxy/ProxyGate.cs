namespace Streaq.Chaos.Proxy;

/// <summary>What a proxy lets through.</summary>
internal sealed class ProxyGate
{
    private volatile TaskCompletionSource? _paused;

    /// <summary>Requests arrive, answers are thrown away.</summary>
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
