using System.Collections.Concurrent;

namespace Streaq.Dashboard.Queues;

/// <summary>
/// Caches answers of Redis for a second, so that the number of viewers does not matter. Without viewers it sends no command. While a query
/// runs, it is not sent again, so that a slow Redis gets no more load.
/// </summary>
internal sealed class Snapshots(TimeProvider time)
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private const int MostKept = 500;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<(string Queue, string What), object> _kept = new();

    /// <exception cref="ArgumentException">An argument of the query breaks a rule.</exception>
    public Task<Seen<T>> ReadAsync<T>(BoardQueue queue, string what, Func<IStreaqClient, CancellationToken, Task<T>> ask)
    {
        if (_kept.Count >= MostKept)
        {
            // Most of these answers are of pages that are closed by now. Open pages query again.
            _kept.Clear();
        }

        var question = (Question<T>)_kept.GetOrAdd((queue.Slug, what), _ => new Question<T>());
        return question.AskAsync(() => AnswerAsync(queue, ask, question.Last), time);
    }

    /// <summary>Drops the answers of a queue after an action, so that the next page shows its outcome.</summary>
    public void Forget(BoardQueue queue)
    {
        foreach (var key in _kept.Keys.Where(key => string.Equals(key.Queue, queue.Slug, StringComparison.Ordinal)))
        {
            _kept.TryRemove(key, out _);
        }
    }

    private async Task<Seen<T>> AnswerAsync<T>(BoardQueue queue, Func<IStreaqClient, CancellationToken, Task<T>> ask, Seen<T>? last)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            var value = await ask(queue.Client, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
            return new Seen<T>(value, time.GetUtcNow(), Trouble: null);
        }
        catch (OperationCanceledException)
        {
            return Stale($"Redis has not answered within {Limit.TotalSeconds:0} seconds.");
        }
        catch (StreaqStoreException e)
        {
            return Stale(e.Message);
        }

        Seen<T> Stale(string trouble) => new(last is null ? default : last.Value, last?.At, trouble);
    }

    private sealed class Question<T>
    {
        private readonly Lock _gate = new();
        private Task<Seen<T>>? _answer;
        private long _answered;

        public Seen<T>? Last { get; private set; }

        public Task<Seen<T>> AskAsync(Func<Task<Seen<T>>> ask, TimeProvider time)
        {
            lock (_gate)
            {
                if (_answer is null || (_answer.IsCompleted && (_answer.IsFaulted || time.GetElapsedTime(_answered) >= Fresh)))
                {
                    _answer = KeepAsync(ask, time);
                }

                return _answer;
            }
        }

        private async Task<Seen<T>> KeepAsync(Func<Task<Seen<T>>> ask, TimeProvider time)
        {
            // Leaves the caller's stack, which holds the lock.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var seen = await ask().ConfigureAwait(false);
            lock (_gate)
            {
                _answered = time.GetTimestamp();
                Last = seen;
            }

            return seen;
        }
    }
}
