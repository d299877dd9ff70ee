using Streaq.Storage;

namespace Streaq.Maintenance;

/// <summary>The pace at which a loop tries again while the store is away, with jitter.</summary>
internal sealed class RetryPace(string loop, StoreOutage outage, TimeProvider time) : IDisposable
{
    private TimeSpan? _last;

    /// <summary>The name of the loop.</summary>
    public string Loop => loop;

    public void Succeeded()
    {
        if (_last is not null)
        {
            _last = null;
            outage.End(this);
        }
    }

    /// <summary>Waits before the next try; returns early, without throwing, when cancelled.</summary>
    public async Task FailedAsync(Exception error, CancellationToken cancellationToken)
    {
        var pause = _last is { } last ? Backoff.Endless.After(last) : Backoff.Endless.First;
#pragma warning disable CA5394 // Jitter needs no secrecy.
        var delay = pause * (0.75 + Random.Shared.NextDouble() / 2);
#pragma warning restore CA5394
        if (_last is null)
        {
            outage.Begin(this, error, delay);
        }

        _last = pause;
        await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => outage.Remove(this);
}
