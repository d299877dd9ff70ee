using System.Collections.Concurrent;
using System.Text;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>Waits for the ends of tasks. A line in the task's marker makes Redis notify this client, on a channel of its own.</summary>
internal sealed class EndWatch(RedisConnection redis, RedisKeys keys)
{
    private static readonly LuaScript WatchScript = LuaScript.Named("watch");
    private readonly string _client = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<string, Waiters> _waiting = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private Task? _subscribed;
    private bool _isClosed;

    /// <summary>The line of a marker that notifies this client.</summary>
    private string Line => (redis.PublishesBySlot ? "s=" : "w=") + _client;

    public ValueTask<TaskRecord?> WaitAsync(string taskId, CancellationToken giveUp, CancellationToken cancellationToken) =>
        WaitAsync(taskId, _ => AskAsync(taskId, cancellationToken), giveUp, cancellationToken);

    /// <summary>Waits for an end with a call that does something else, too.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="ask">The call. It receives the line, adds it to the task's marker, and answers as <c>watch</c> does.</param>
    /// <param name="giveUp">Ends the wait for the end, but not the call.</param>
    /// <param name="cancellationToken">Ends both.</param>
    public async ValueTask<TaskRecord?> WaitAsync(
        string taskId, Func<string, Task<byte[]?>> ask, CancellationToken giveUp, CancellationToken cancellationToken)
    {
        await SubscribedAsync().WaitOrAbandonAsync(cancellationToken).ConfigureAwait(false);
        var waiters = Enter(taskId);
        try
        {
            // The line is added after the subscription and the entry above: a later end is published, an earlier one is the answer.
            var known = await ask(Line).ConfigureAwait(false);
            return known switch
            {
                null => null,
                { Length: 0 } => await waiters.Ended.Task.WaitAsync(giveUp).ConfigureAwait(false),
                _ => RecordFormat.Read(known, taskId),
            };
        }
        finally
        {
            Leave(taskId, waiters);
        }
    }

    /// <summary>Closes the watch: every wait throws.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (var (_, waiters) in _waiting)
            {
                Fail(waiters, StreaqStoreException.Closed());
            }
        }
    }

    private async Task<byte[]?> AskAsync(string taskId, CancellationToken cancellationToken)
    {
        var batch = keys.BatchOf(taskId);
        return (byte[]?)await redis.EvaluateAsync(
            WatchScript, [keys.Task(taskId), batch.Key, keys.ReadyPrefix], [Line, batch.Place], cancellationToken).ConfigureAwait(false);
    }

    private Task SubscribedAsync()
    {
        lock (_gate)
        {
            if (_subscribed is null or { IsFaulted: true })
            {
                if (_subscribed is null)
                {
                    redis.Restored += () => _ = AskAgainAsync();
                }

                _subscribed = redis.SubscribeAsync(keys.EndedPrefix + _client, Told, redis.PublishesBySlot);
            }

            return _subscribed;
        }
    }

    /// <summary>Checks every task that is waited for again: messages published while the connection was lost are missed.</summary>
    private async Task AskAgainAsync()
    {
        foreach (var (taskId, waiters) in _waiting)
        {
            try
            {
                switch (await AskAsync(taskId, CancellationToken.None).ConfigureAwait(false))
                {
                    case null: waiters.Ended.TrySetResult(null); break;
                    case { Length: > 0 } record: End(taskId, waiters, record); break;
                }
            }
            catch (StreaqStoreException)
            {
                // The connection is lost again; its next restoration asks again.
            }
        }
    }

    private void Told(byte[] message)
    {
        var end = message.AsSpan().IndexOf((byte)'\n');
        if (end < keys.TaskPrefix.Length)
        {
            return;
        }

        var taskId = Encoding.UTF8.GetString(message.AsSpan(keys.TaskPrefix.Length..end));
        if (_waiting.TryGetValue(taskId, out var waiters))
        {
            End(taskId, waiters, message[(end + 1)..]);
        }
    }

    /// <summary>Ends the waits. A record that can't be read ends them with an exception, since no better one would come.</summary>
    private static void End(string taskId, Waiters waiters, byte[] record)
    {
        try
        {
            waiters.Ended.TrySetResult(RecordFormat.Read(record, taskId));
        }
        catch (StreaqStoreException e)
        {
            Fail(waiters, e);
        }
    }

    private static void Fail(Waiters waiters, StreaqStoreException e)
    {
        waiters.Ended.TrySetException(e);
        // Marks the exception as observed: a wait that has ended meanwhile does not read it.
        _ = waiters.Ended.Task.Exception;
    }

    private Waiters Enter(string taskId)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                throw StreaqStoreException.Closed();
            }

            var waiters = _waiting.GetOrAdd(taskId, _ => new Waiters());
            waiters.Count++;
            return waiters;
        }
    }

    private void Leave(string taskId, Waiters waiters)
    {
        lock (_gate)
        {
            if (--waiters.Count == 0)
            {
                _waiting.TryRemove(taskId, out _);
            }
        }
    }

    private sealed class Waiters
    {
        public TaskCompletionSource<TaskRecord?> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count { get; set; }
    }
}
