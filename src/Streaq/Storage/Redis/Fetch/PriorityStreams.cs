using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>The streams of a worker's priorities, and how it reads them into the room that it has.</summary>
/// <param name="redis">Where groups are made.</param>
/// <param name="reader">The connection that a read may block.</param>
/// <param name="streams">Of the priorities, in their order.</param>
/// <param name="registration">The worker.</param>
/// <param name="last">Receives the id of the last entry of each stream.</param>
internal sealed class PriorityStreams(
    RedisConnection redis, Func<RedisConnection> reader, RedisKey[] streams, WorkerRegistration registration, byte[]?[] last)
{
    /// <summary>How much longer than its block a read may take before the connection counts as hung.</summary>
    public static readonly TimeSpan BlockTolerance = TimeSpan.FromSeconds(5);

    private static readonly LuaScript OpenStreamsScript = LuaScript.Named("open_streams");

    private readonly PriorityReads _reads = new(streams.Length);

    /// <summary>Whether a read failed since its stream was deleted, or Redis came back without it.</summary>
    public static bool AreGone(StreaqStoreException e) => e.InnerException is RedisServerException inner && SaysGroupIsGone(inner.Message);

    /// <summary>Has Redis know the workers' group on each stream again; at first a join does.</summary>
    public Task OpenAsync(CancellationToken cancellationToken) =>
        redis.EvaluateAsync(OpenStreamsScript, streams, [RedisKeys.Group, streams.Length], cancellationToken);

    /// <summary>Reads what there is room for, the highest priority first; when nothing is ready, waits for the first task.</summary>
    public Task ReadAsync(int room, TimeSpan block, ICollection<Delivery> deliveries, CancellationToken cancellationToken) => room < streams.Length
        ? ReadOneByOneAsync(room, block, deliveries, cancellationToken)
        : ReadTogetherAsync(room, block, deliveries, cancellationToken);

    /// <summary>Reads the stream of the priority at <paramref name="index"/>, without waiting.</summary>
    public Task ReadOneAsync(int index, int room, ICollection<Delivery> deliveries, CancellationToken cancellationToken) =>
        ReadAsync(index, 1, room, TimeSpan.Zero, deliveries, cancellationToken);

    private async Task ReadTogetherAsync(int room, TimeSpan block, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        if (!_reads.NamesAll)
        {
            await ReadAndLearnAsync(TimeSpan.Zero).ConfigureAwait(false);
            if (deliveries.Count > 0)
            {
                return;
            }
        }

        await ReadAndLearnAsync(block).ConfigureAwait(false);

        async Task ReadAndLearnAsync(TimeSpan block)
        {
            var (depth, count) = (_reads.Depth, _reads.Count(room));
            var given = await ReadAsync(0, depth, count, block, deliveries, cancellationToken).ConfigureAwait(false);
            _reads.Learn(given.AsSpan(0, depth), count);
        }
    }

    /// <summary>
    /// For a room smaller than the number of priorities: a read that names several streams gets an entry of each, more than
    /// there is room for and low ones before further high ones.
    /// </summary>
    private async Task ReadOneByOneAsync(int room, TimeSpan block, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        for (var i = 0; i < streams.Length && deliveries.Count == 0; i++)
        {
            await ReadOneAsync(i, room, deliveries, cancellationToken).ConfigureAwait(false);
        }

        if (deliveries.Count == 0 && block > TimeSpan.Zero)
        {
            // A read that waited is answered with the entries of one stream.
            await ReadAsync(0, streams.Length, 1, block, deliveries, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads <paramref name="depth"/> streams from the <paramref name="first"/> on.</summary>
    /// <returns>How many entries each stream gave.</returns>
    private async Task<int[]> ReadAsync(
        int first, int depth, int count, TimeSpan block, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var args = new List<object>(8 + 2 * depth) { "GROUP", RedisKeys.Group, registration.WorkerId, "COUNT", count };
        if (block > TimeSpan.Zero)
        {
            args.Add("BLOCK");
            args.Add((long)Math.Ceiling(block.TotalMilliseconds));
        }

        args.Add("STREAMS");
        for (var i = 0; i < depth; i++)
        {
            args.Add(streams[first + i]);
        }

        for (var i = 0; i < depth; i++)
        {
            args.Add(">");
        }

        var answer = await reader().ExecuteAsync("XREADGROUP", [.. args], block + BlockTolerance, cancellationToken).ConfigureAwait(false);
        var given = new int[streams.Length];
        StreamAnswer.Read(answer, streams, registration.Priorities, given, last, deliveries);
        return given;
    }

    /// <summary>UNBLOCKED is what a read hears that was waiting at the time.</summary>
    private static bool SaysGroupIsGone(string error) =>
        error.StartsWith("NOGROUP", StringComparison.Ordinal) || error.StartsWith("UNBLOCKED", StringComparison.Ordinal);
}
