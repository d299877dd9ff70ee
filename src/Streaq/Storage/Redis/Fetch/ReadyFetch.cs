using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>
/// Fetches ready tasks for a worker. The reads have a connection of their own, since a read that waits delays all commands behind it.
/// </summary>
internal sealed class ReadyFetch : IAsyncDisposable
{
    private readonly RedisConnection _redis;
    private readonly PauseWatch _pauses;
    private readonly LeaseTerm _term;
    private readonly PriorityTurns _turns;
    private readonly LostReads _lost;
    private readonly PriorityStreams _streams;
    private readonly PausedFetch _paused;
    private RedisConnection? _reader;

    /// <param name="redis">The queue's connection, which outcomes use.</param>
    /// <param name="keys">The queue's keys.</param>
    /// <param name="clock">The store's clock.</param>
    /// <param name="pauses">The pauses.</param>
    /// <param name="term">The worker's lease.</param>
    /// <param name="worker">The worker.</param>
    public ReadyFetch(RedisConnection redis, RedisKeys keys, RedisClock clock, PauseWatch pauses, LeaseTerm term, WorkerRegistration worker)
    {
        (_redis, _pauses, _term) = (redis, pauses, term);
        Streams = [.. worker.Priorities.Select(keys.Ready)];
        _turns = new PriorityTurns(worker.Priorities.Count, worker.PriorityPolicy);
        _lost = new LostReads(Streams, worker.Priorities, worker.WorkerId, Held, clock);
        _streams = new PriorityStreams(redis, () => Reader, Streams, worker, _lost.Last);
        _paused = new PausedFetch(redis, keys, pauses, worker, _streams);
    }

    /// <summary>The streams of the worker's priorities.</summary>
    public RedisKey[] Streams { get; }

    /// <summary>The entries that the worker received and has not settled.</summary>
    public HeldEntries Held { get; } = new();

    private RedisConnection Reader => _reader ?? throw new OperationCanceledException("The worker has left.");

    public async Task OpenAsync()
    {
        _reader = await _redis.OpenAnotherAsync(PriorityStreams.LongestBlock).ConfigureAwait(false);
        // Both connections may move to another server, one after the other.
        _redis.Restored += _lost.ServerWasAway;
        _reader.Restored += _lost.ServerWasAway;
    }

    public async ValueTask FetchAsync(int room, TimeSpan wait, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        try
        {
            _lost.Check();
            await FetchOrReopenAsync(room, wait, deliveries, cancellationToken).ConfigureAwait(false);
            Held.Add(deliveries);
        }
        catch (StreaqStoreException)
        {
            _lost.Suspect();
            // Tasks that were read are returned. If Redis can't be reached, the next fetch throws.
            if (deliveries.Count == 0)
            {
                throw;
            }

            Held.Add(deliveries);
        }
    }

    /// <summary>Closes the connection; a read that waits throws.</summary>
    public async ValueTask DisposeAsync()
    {
        _redis.Restored -= _lost.ServerWasAway;
        if (Interlocked.Exchange(ref _reader, null) is { } reader)
        {
            await reader.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task FetchOrReopenAsync(int room, TimeSpan wait, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        try
        {
            if (_lost.AreSuspected)
            {
                await _lost.FindAsync(Reader, room, deliveries, cancellationToken).ConfigureAwait(false);
                wait = wait < LostReads.Pause ? wait : LostReads.Pause;
            }

            if (deliveries.Count == 0)
            {
                await FetchReadyAsync(room, wait, deliveries, cancellationToken).ConfigureAwait(false);
            }

            if (deliveries.Count > 0 && _pauses.Current is { IsNone: false } meanwhile)
            {
                await _paused.PutBackAsync(meanwhile, deliveries, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StreaqStoreException e) when (PriorityStreams.AreGone(e))
        {
            // The lease may be gone as well.
            await _streams.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (!await _term.RenewAsync(cancellationToken).ConfigureAwait(false))
            {
                throw new LeaseLostException();
            }
        }
    }

    private async Task FetchReadyAsync(int room, TimeSpan wait, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        if (_pauses.Current is { IsNone: false } pause)
        {
            await _paused.FetchAsync(pause, room, wait, deliveries, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (_turns.Next() is > 0 and var lead)
        {
            await _streams.ReadOneAsync(lead, room, deliveries, cancellationToken).ConfigureAwait(false);
        }

        if (deliveries.Count == 0)
        {
            var block = wait < PriorityStreams.LongestBlock ? wait : PriorityStreams.LongestBlock;
            await _streams.ReadAsync(room, block, deliveries, cancellationToken).ConfigureAwait(false);
        }
    }
}
