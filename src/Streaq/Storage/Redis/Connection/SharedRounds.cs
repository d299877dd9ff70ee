namespace Streaq.Storage.Redis;

/// <summary>
/// Shares a call between all callers that came before it was sent. One call runs at a time. Callers that come meanwhile share the next
/// one.
/// </summary>
internal sealed class SharedRounds<T>(Func<Task<T>> ask)
{
    private readonly Lock _gate = new();
    private Task<T>? _current;
    private Task<T>? _next;

    /// <returns>The answer of a round that began after this call.</returns>
    public Task<T> NextAsync()
    {
        lock (_gate)
        {
            if (_current is null or { IsCompleted: true } && _next is null)
            {
                return _current = ask();
            }

            return _next ??= AfterAsync(_current!);
        }
    }

    private async Task<T> AfterAsync(Task<T> before)
    {
        await ((Task)before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_gate)
        {
            _current = _next!;
            _next = null;
        }

        return await ask().ConfigureAwait(false);
    }
}
