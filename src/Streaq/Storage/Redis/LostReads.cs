using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>
/// Finds what a read brought whose answer was lost. Redis counts such entries as handed out, and the worker renews its lease, so
/// nobody else would ever be given them.
/// </summary>
/// <remarks>
/// Entries are handed out in order: what is pending for this worker behind the last entry that it received before the failure,
/// and not received since, is what was lost. A read that was waiting in Redis when its connection broke may be given entries
/// even after that, so they are looked for until no such read can wait any more.
/// </remarks>
internal sealed class LostReads(RedisKey[] streams, IReadOnlyList<string> priorities, string worker, RedisClock clock, TimeSpan longestRead)
{
    /// <summary>How long a fetch waits at most while something may be lost.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private const int PerRead = 100;

    private byte[]?[] _from = [];
    private HashSet<string>? _received;
    private long _failedAt;

    /// <summary>The last entry received of each stream.</summary>
    public byte[]?[] Last { get; } = new byte[]?[streams.Length];

    /// <summary>Whether something may be lost.</summary>
    public bool AreSuspected => _received is not null;

    /// <summary>A read failed: it may have brought something all the same.</summary>
    public void Suspect()
    {
        if (_received is null)
        {
            _received = new(StringComparer.Ordinal);
            _from = [.. Last];
        }

        _failedAt = clock.Timestamp;
    }

    /// <summary>These have not been lost.</summary>
    public void Received(ICollection<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            _received?.Add(IdOf(delivery));
        }
    }

    /// <summary>Adds what was lost, as far as there is room.</summary>
    public async Task FindAsync(RedisConnection reader, int room, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var isLast = clock.Since(_failedAt) >= longestRead;
        for (var i = 0; i < streams.Length; i++)
        {
            if (!await FindAsync(reader, i, room, deliveries, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }

        if (isLast)
        {
            _received = null;
        }
    }

    /// <returns>Whether that was all of the stream.</returns>
    private async Task<bool> FindAsync(RedisConnection reader, int index, int room, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var pending = new List<Delivery>();
        var from = _from[index] ?? "0"u8.ToArray();
        do
        {
            pending.Clear();
            object[] args = ["GROUP", RedisKeys.Group, worker, "COUNT", PerRead, "STREAMS", streams[index], from];
            var answer = await reader.ExecuteAsync("XREADGROUP", args, cancellationToken).ConfigureAwait(false);
            StreamAnswer.Read(answer, streams, priorities, new int[streams.Length], new byte[]?[streams.Length], pending);
            foreach (var delivery in pending)
            {
                if (deliveries.Count >= room)
                {
                    return false;
                }

                if (_received!.Add(IdOf(delivery)))
                {
                    deliveries.Add(delivery);
                }

                from = delivery.Receipt;
            }
        }
        while (pending.Count == PerRead);

        return true;
    }

    /// <summary>Streams give their entries ids of their own.</summary>
    private static string IdOf(Delivery delivery) => delivery.Message.Priority + " " + System.Text.Encoding.ASCII.GetString(delivery.Receipt);
}
