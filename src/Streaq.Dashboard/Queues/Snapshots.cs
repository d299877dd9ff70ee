using System.Collections.Concurrent;

namespace Streaq.Dashboard.Queues;

/// <summary>
/// Asks Redis once a second for each thing that pages show, however many viewers there are, and not at all while no one looks. While a
/// question is open it is not asked again, so that a slow Redis is not asked more.
/// </summary>
internal sealed class Snapshots(TimeProvider time)
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private const int MostKept = 500;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<(string Queue, string What), object> _kept = new();

    /// <exception cref="ArgumentException">The question breaks a rule.</exception>
    public Task<Seen<T>> ReadAsync<T>(BoardQueue queue, string what, Func<IStreaqClient, CancellationToken, Task<T>> ask)
    {
        if (_kept.Count >= MostKept)
        {
            // What is looked at again is asked again; the rest was of pages that have been left.
            _kept.Clear();
        }

        var question = (Question<T>)_kept.GetOrAdd((queue.Slug, what), _ => new Question<T>());
        return question.AskAsync(() => AnswerAsync(queue, ask, question.Last), time);
    }

    /// <summary>After an action the next page shows what came of it.</summary>
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
            // Off the caller's stack, which holds the lock.
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
