using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>
/// Finds entries of a read whose answer was lost, and entries whose settlement Redis has lost. Redis counts them as handed out, and the
/// worker renews its lease, so no other worker would ever get them.
/// </summary>
/// <remarks>
/// Redis hands entries out in order. So lost entries are pending for this worker, are not held by it, and follow the last one that it
/// received before the failure. When the server is another one, or was away, any entry of the worker can be lost. A read that waited in
/// Redis when its connection broke may get entries even after that. So the search continues until no such read can wait any more.
/// </remarks>
internal sealed class LostReads(RedisKey[] streams, IReadOnlyList<string> priorities, string worker, HeldEntries held, RedisClock clock)
{
    private static readonly TimeSpan LongestRead = PriorityStreams.LongestBlock + RedisConnection.CommandTimeout;

    /// <summary>How long a fetch waits at most while something may be lost.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private const int PerRead = 100;

    private readonly byte[][] _names = [.. streams.Select(stream => (byte[])stream!)];
    private byte[]?[] _from = [];
    private int _wasAway;
    private long _failedAt;

    /// <summary>The last entry received of each stream.</summary>
    public byte[]?[] Last { get; } = new byte[]?[streams.Length];

    /// <summary>Whether entries may be lost.</summary>
    public bool AreSuspected { get; private set; }

    /// <summary>Called when a read failed: Redis may have handed out entries all the same.</summary>
    public void Suspect()
    {
        if (!AreSuspected)
        {
            _from = [.. Last];
        }

        Begin();
    }

    /// <summary>Called when the server is another one, or was away, on any thread. Takes effect at the next <see cref="Check"/>.</summary>
    public void ServerWasAway() => Volatile.Write(ref _wasAway, 1);

    /// <summary>Begins a search if the server was away. Called before each read.</summary>
    public void Check()
    {
        if (Volatile.Read(ref _wasAway) == 1 && Interlocked.Exchange(ref _wasAway, 0) == 1)
        {
            _from = new byte[]?[streams.Length];
            held.BeginEpoch();
            Begin();
        }
    }

    /// <summary>Adds the lost entries, as far as there is room.</summary>
    public async Task FindAsync(RedisConnection reader, int room, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var isLast = clock.Since(_failedAt) >= LongestRead;
        for (var i = 0; i < streams.Length; i++)
        {
            if (!await FindAsync(reader, i, room, deliveries, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }

        if (isLast)
        {
            AreSuspected = false;
            held.Look(isLooking: false);
        }
    }

    /// <returns>Whether all lost entries of the stream were added.</returns>
    private async Task<bool> FindAsync(
        RedisConnection reader, int index, int room, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var pending = new List<Delivery>();
        var from = _from[index] ?? "0"u8.ToArray();
        do
        {
            pending.Clear();
            RedisValue[] values = ["GROUP", RedisKeys.Group, worker, "COUNT", PerRead, "STREAMS"];
            RedisKeyOrValue[] args = [.. values.Select(value => (RedisKeyOrValue)value), streams[index], (RedisValue)from];
            using (var answer = await reader.ReadAsync("XREADGROUP", args, cancellationToken).ConfigureAwait(false))
            {
                StreamAnswer.Read(answer, _names, priorities, new int[streams.Length], new byte[]?[streams.Length], pending);
            }

            foreach (var delivery in pending)
            {
                if (deliveries.Count >= room)
                {
                    return false;
                }

                if (held.TryAdd(delivery))
                {
                    deliveries.Add(delivery);
                }

                from = delivery.Receipt;
            }
        }
        while (pending.Count == PerRead);

        return true;
    }

    private void Begin()
    {
        AreSuspected = true;
        held.Look(isLooking: true);
        _failedAt = clock.Timestamp;
    }
}
