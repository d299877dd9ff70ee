using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>A worker's lease: its member in the sorted set of workers, and the entries pending for its consumer.</summary>
internal sealed class RedisWorkerLease(
    RedisConnection redis, RedisKeys keys, RedisClock clock, StoreOptions options, WorkerRegistration registration, ReadySignal ready, RedisPause pauses,
    RedisAborts aborts, HeldTasks heldTasks)
    : IWorkerLease
{
    private static readonly LuaScript JoinScript = LuaScript.Named("join");
    private static readonly LuaScript NoteAttemptsScript = LuaScript.Named("note_attempts");
    private static readonly LuaScript RenewScript = LuaScript.Named("renew");

    /// <summary>Longer than any crash goes unnoticed; only so that nothing stays for ever.</summary>
    private static readonly TimeSpan AttemptNotesTtl = TimeSpan.FromDays(1);

    private readonly RedisKey[] _streams = [.. registration.Priorities.Select(keys.Ready)];
    private readonly RedisSettlement _settlement = new(redis, keys, options, registration.WorkerId);
    private RedisConnection? _reader;
    private readonly PriorityTurns _turns = new(registration.Priorities.Count, registration.PriorityPolicy);
    private readonly HeldEntries _held = new();
    private RedisAdmission? _admission;
    private LostReads? _lost;
    private PriorityStreams? _priorityStreams;
    private bool _asleep;
    private PausedFetch? _paused;

    public string Worker => registration.WorkerId;

    private LostReads Lost => _lost ??= new(
        _streams, registration.Priorities, registration.WorkerId, _held, clock, options.LongestBlock + PriorityStreams.BlockTolerance);

    private PriorityStreams Streams => _priorityStreams ??= new(redis, () => Reader, _streams, registration, Lost.Last);

    private RedisAdmission Admission => _admission ??= new(redis, keys, registration.WorkerId, _held);

    private RedisConnection Reader => _reader ?? throw new OperationCanceledException("The worker has left.");

    private PausedFetch Paused => _paused ??= new(redis, keys, pauses, ready, registration, Streams.ReadOneAsync);

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _reader = await redis.OpenAnotherAsync().ConfigureAwait(false);
        // Outcomes go over the one, entries come over the other; both may move to another server, one after the other.
        redis.Restored += Lost.ServerWasAway;
        _reader.Restored += Lost.ServerWasAway;
        await pauses.SubscribedAsync().WaitOrAbandonAsync(cancellationToken).ConfigureAwait(false);
        await aborts.FollowAsync(registration.WorkerId, registration.Aborts).WaitOrAbandonAsync(cancellationToken).ConfigureAwait(false);
        await Streams.CreateGroupsAsync(cancellationToken).ConfigureAwait(false);
        await AskForLeaseAsync(
            JoinScript,
            [keys.Workers, keys.Paused, keys.Priorities, keys.Worker(registration.WorkerId)],
            RedisWorkers.Details(registration),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask FetchAsync(int room, TimeSpan wait, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        try
        {
            Lost.Check();
            await FetchReadyAsync(room, wait, deliveries, cancellationToken).ConfigureAwait(false);
            _held.Add(deliveries);
        }
        catch (StreaqStoreException)
        {
            Lost.Suspect();
            // What has come has come; if Redis is away, the next fetch will tell.
            if (deliveries.Count == 0)
            {
                throw;
            }

            _held.Add(deliveries);
        }
    }

    private async Task FetchReadyAsync(int room, TimeSpan wait, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        try
        {
            if (Lost.AreSuspected)
            {
                await Lost.FindAsync(Reader, room, deliveries, cancellationToken).ConfigureAwait(false);
                wait = wait < LostReads.Pause ? wait : LostReads.Pause;
            }

            if (deliveries.Count == 0 && pauses.Current is { IsNone: false } pause)
            {
                await Paused.FetchAsync(pause, room, wait, deliveries, cancellationToken).ConfigureAwait(false);
                return;
            }

            if (!_asleep && deliveries.Count == 0)
            {
                if (_turns.Next() is > 0 and var lead)
                {
                    await Streams.ReadOneAsync(lead, room, deliveries, cancellationToken).ConfigureAwait(false);
                }

                if (deliveries.Count == 0)
                {
                    var block = wait < options.LongestBlock ? wait : options.LongestBlock;
                    await Streams.ReadAsync(room, block, deliveries, cancellationToken).ConfigureAwait(false);
                    wait -= block;
                    _asleep = wait > TimeSpan.Zero && deliveries.Count == 0;
                }
            }

            if (_asleep && deliveries.Count == 0)
            {
                await SleepAsync(room, wait, deliveries, cancellationToken).ConfigureAwait(false);
            }

            if (deliveries.Count > 0 && pauses.Current is { IsNone: false } meanwhile)
            {
                await Paused.PutBackAsync(meanwhile, deliveries, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StreaqStoreException e) when (PriorityStreams.AreGone(e))
        {
            // Maybe without the lease as well.
            await Streams.CreateGroupsAsync(cancellationToken).ConfigureAwait(false);
            if (!await RenewAsync(cancellationToken).ConfigureAwait(false))
            {
                throw new LeaseLostException();
            }
        }
    }

    public ValueTask<StartDecision> AdmitAsync(Delivery delivery, StartConditions conditions, CancellationToken cancellationToken) =>
        Admission.AskAsync(delivery, conditions, cancellationToken);

    public async ValueTask<bool> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken) =>
        Held(await WriteAsync(settlements, cancellationToken).ConfigureAwait(false));

    private async ValueTask<bool> WriteAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        var epoch = _held.Epoch;
        var written = await _settlement.WriteAsync(settlements, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < settlements.Count; i++)
        {
            _held.Remove(settlements[i].Delivery, epoch);
        }

        return written;
    }

    public async ValueTask<bool> RenewAsync(CancellationToken cancellationToken) =>
        Held(await AskForLeaseAsync(
            RenewScript, [keys.Workers, keys.Paused, keys.Aborts], [registration.MayHoldTasks() ? 1 : 0], cancellationToken).ConfigureAwait(false));

    public async ValueTask NoteAttemptsAsync(
        IReadOnlyList<KeyValuePair<string, string>> began, IReadOnlyList<string> ended, CancellationToken cancellationToken)
    {
        RedisValue[] values =
        [
            registration.WorkerId,
            (long)AttemptNotesTtl.TotalMilliseconds,
            ended.Count,
            .. ended.Select(id => (RedisValue)id),
            .. began.SelectMany(note => new RedisValue[] { note.Key, note.Value }),
        ];
        await redis.EvaluateAsync(NoteAttemptsScript, [keys.Workers, keys.Attempts(registration.WorkerId)], values, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<int> LeaveAsync(CancellationToken cancellationToken)
    {
        // The reader goes first: an entry that Redis hands to a read under way would miss the give-back.
        await DisposeAsync().ConfigureAwait(false);
        var given = await heldTasks.GiveBackAsync(registration, cancellationToken).ConfigureAwait(false);
        // Redis may not have noticed yet that the reader is gone, and have handed it a task that was just given back.
        for (var again = given; again > 0;)
        {
            again = await heldTasks.GiveBackAsync(registration, cancellationToken).ConfigureAwait(false);
        }

        return given;
    }

    public async ValueTask DisposeAsync()
    {
        aborts.Forget(registration.WorkerId);
        redis.Restored -= Lost.ServerWasAway;
        if (Interlocked.Exchange(ref _reader, null) is { } reader)
        {
            await reader.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A lease that has gone without having run out leaves tasks that only a look through all that is pending finds.</summary>
    private bool Held(bool held)
    {
        if (!held)
        {
            heldTasks.LookThroughAll();
        }

        return held;
    }

    private async Task<bool> AskForLeaseAsync(LuaScript script, RedisKey[] keyed, RedisValue[] details, CancellationToken cancellationToken)
    {
        var sent = clock.Timestamp;
        var requested = registration.Aborts.Known();
        var answer = await redis.EvaluateAsync(
            script, keyed, [registration.WorkerId, (long)registration.LeaseDuration.TotalMilliseconds, .. details], cancellationToken).ConfigureAwait(false);
        if (answer.IsNull)
        {
            return false;
        }

        var parts = (RedisResult[])answer!;
        clock.Learn((long)parts[0], sent);
        pauses.Learn(RedisPause.Parse(parts[1]));
        if (parts.Length > 2)
        {
            registration.Aborts.Learn(requested, RedisAborts.Parse(parts[2]));
        }

        return true;
    }

    /// <summary>Nothing was ready for a whole block: waits for word of a task instead of asking on.</summary>
    private async Task SleepAsync(int room, TimeSpan wait, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var told = await ready.AskAsync(cancellationToken).ConfigureAwait(false);
        await Streams.ReadAsync(room, TimeSpan.Zero, deliveries, cancellationToken).ConfigureAwait(false);
        if (deliveries.Count == 0)
        {
            await told.WaitAsync(wait, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        // After a word the next fetch reads and blocks again: where one task was, there are more.
        _asleep = deliveries.Count == 0 && !told.IsCompleted;
    }
}
