using Streaq.Storage;

namespace Streaq.Maintenance;

/// <summary>The pace at which a loop retries while the store can't be reached, with jitter.</summary>
internal sealed class RetryPace(string loop, StoreOutage outage, TimeProvider time) : IDisposable
{
    private TimeSpan? _last;
    private bool _told;

    /// <summary>The name of the loop.</summary>
    public string Loop => loop;

    public void Succeeded()
    {
        if (_last is null)
        {
            return;
        }

        _last = null;
        if (_told)
        {
            _told = false;
            outage.End(this);
        }
    }

    /// <summary>The store failed: waits before the next try; returns early, without throwing, when cancelled.</summary>
    public Task FailedAsync(Exception error, CancellationToken cancellationToken)
    {
        var delay = Next();
        if (!_told)
        {
            _told = true;
            outage.Begin(this, error, delay);
        }

        return RestAsync(delay, cancellationToken);
    }

    /// <summary>Waits in the same way after a failure that is not the store's and is reported elsewhere.</summary>
    public Task RestAsync(CancellationToken cancellationToken) => RestAsync(Next(), cancellationToken);

    private TimeSpan Next()
    {
        var pause = _last is { } last ? Backoff.Endless.After(last) : Backoff.Endless.First;
        _last = pause;
#pragma warning disable CA5394 // Jitter needs no secrecy.
        return pause * (0.75 + Random.Shared.NextDouble() / 2);
#pragma warning restore CA5394
    }

    private async Task RestAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public void Dispose() => outage.Remove(this);
}
