namespace Streaq.Tests.Telemetry.Contract;

/// <summary>Items seen so far. A test can await further ones.</summary>
internal sealed class Seen<T>
{
    private readonly Lock _gate = new();
    private readonly List<T> _all = [];
    private readonly List<(Func<T, bool> Match, TaskCompletionSource<T> Came)> _awaited = [];

    public IReadOnlyList<T> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _all];
            }
        }
    }

    public void Add(T item)
    {
        lock (_gate)
        {
            _all.Add(item);
            foreach (var awaited in _awaited.Where(awaited => awaited.Match(item)).ToList())
            {
                _awaited.Remove(awaited);
                awaited.Came.SetResult(item);
            }
        }
    }

    /// <summary>Completes with the first item that matches, past or future.</summary>
    public Task<T> FirstAsync(Func<T, bool> match)
    {
        lock (_gate)
        {
            foreach (var item in _all.Where(match))
            {
                return Task.FromResult(item);
            }

            var came = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((match, came));
            return came.Task.WaitAsync(QueueHost.Patience);
        }
    }
}
