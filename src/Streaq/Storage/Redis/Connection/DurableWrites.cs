using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Writes that return only when replicas have them (<c>WAIT</c>), or the disk of the primary (<c>WAITAOF</c>).</summary>
/// <remarks>
/// They have a connection of their own, since every command on it waits behind a <c>WAIT</c>. <c>WAIT</c> covers the writes of its own
/// connection, and none at all after a reconnection. So the connection gets a name once. The name shows afterwards that it is still the
/// same connection.
/// </remarks>
internal sealed class DurableWrites(RedisConnection redis, RedisKey proof, Durability wanted) : IScripts, IAsyncDisposable
{
    /// <summary>In milliseconds. It only makes sure that the key expires.</summary>
    private const int ProofTtl = 60_000;

    private readonly Lock _gate = new();
    private Task<RedisConnection>? _opening;
    private Named? _named;

    public async Task<RedisResult> EvaluateAsync(
        LuaScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken = default)
    {
        var own = await OpenedAsync().WaitOrAbandonAsync(cancellationToken).ConfigureAwait(false);
        var named = NamedNow(own);
        try
        {
            await named.Begun.WaitOrAbandonAsync(cancellationToken).ConfigureAwait(false);
            var answer = await own.EvaluateAsync(script, keys, values, cancellationToken).ConfigureAwait(false);
            var reached = await named.Rounds.NextAsync().WaitOrAbandonAsync(cancellationToken).ConfigureAwait(false);
            return wanted.Missing(reached) is { } missing ? throw NotDurable(missing) : answer;
        }
        catch (StreaqStoreException e) when (e.InnerException is not null)
        {
            Forget(named);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_opening is { } opening)
        {
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (opening.IsCompletedSuccessfully)
            {
                await opening.Result.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static StreaqStoreException NotDurable(string missing) => new(
        $"The primary has stored it, but {missing}. Repeating it with the same id adds nothing twice.")
    {
        IsTransient = true,
    };

    private Task<RedisConnection> OpenedAsync()
    {
        lock (_gate)
        {
            return _opening is null or { IsFaulted: true } or { IsCanceled: true }
                ? _opening = redis.OpenAnotherAsync(wanted.Timeout, follows: false)
                : _opening;
        }
    }

    private Named NamedNow(RedisConnection own)
    {
        lock (_gate)
        {
            if (_named is null)
            {
                var name = $"streaq-{Guid.NewGuid():N}";
                _named = new Named(
                    own.ExecuteAsync("CLIENT", ["SETNAME", name], CancellationToken.None),
                    new SharedRounds<Durability>(() => ConfirmAsync(own, name)));
            }

            return _named;
        }
    }

    private void Forget(Named named)
    {
        lock (_gate)
        {
            _named = _named == named ? null : _named;
        }
    }

    /// <returns>Where all writes of this connection are stored.</returns>
    private async Task<Durability> ConfirmAsync(RedisConnection own, string name)
    {
        // If the queue moves meanwhile, its new server does not know the name, and a node that no longer has it refuses the write.
        var at = own.Primary;
        // An enqueue whose id is known writes nothing, and WAIT would have nothing to wait for.
        var write = own.ExecuteAsync("SET", [proof, name, "PX", ProofTtl], CancellationToken.None, at);
        var replicas = wanted.Replicas > 0 ? own.ExecuteAsync("WAIT", [wanted.Replicas, Limit], CancellationToken.None, at) : null;
        var disk = wanted.Disk ? own.ExecuteAsync("WAITAOF", [1, 0, Limit], CancellationToken.None, at) : null;
        var same = own.ExecuteAsync("CLIENT", ["GETNAME"], CancellationToken.None, at);
        await Task.WhenAll(write, same, replicas ?? write, disk ?? write).ConfigureAwait(false);
        if (!string.Equals((string?)await same.ConfigureAwait(false), name, StringComparison.Ordinal))
        {
            throw new StreaqStoreException(
                "The connection to Redis was lost before the write was acknowledged, which may be stored or not. "
                + "Repeating it with the same id adds nothing twice.",
                new IOException("The connection is another one than that of the write."))
            { IsTransient = true };
        }

        return wanted with
        {
            Replicas = replicas is null ? 0 : (int)await replicas.ConfigureAwait(false),
            Disk = disk is not null && ((int[])(await disk.ConfigureAwait(false))!)[0] > 0,
        };
    }

    private long Limit => (long)Math.Ceiling(wanted.Timeout.TotalMilliseconds);

    /// <param name="Begun">Completes when the connection has its name.</param>
    /// <param name="Rounds">The checks where its writes are stored, as long as it has its name.</param>
    private sealed record Named(Task Begun, SharedRounds<Durability> Rounds);
}
