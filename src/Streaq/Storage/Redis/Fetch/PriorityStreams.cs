using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Reads the streams of a worker's priorities, as far as the worker has room.</summary>
/// <param name="redis">The connection that creates consumer groups.</param>
/// <param name="reader">Returns the connection that a read may block.</param>
/// <param name="streams">The streams of the priorities, in their order.</param>
/// <param name="registration">The worker.</param>
/// <param name="last">Receives the id of the last entry of each stream.</param>
internal sealed class PriorityStreams(
    RedisConnection redis, Func<RedisConnection> reader, RedisKey[] streams, WorkerRegistration registration, byte[]?[] last)
{
    /// <summary>The longest wait of a read in Redis.</summary>
    public static readonly TimeSpan LongestBlock = TimeSpan.FromSeconds(30);

    private static readonly LuaScript OpenStreamsScript = LuaScript.Named("open_streams");

    private readonly PriorityReads _reads = new(streams.Length);
    private readonly int[] _all = [.. Enumerable.Range(0, streams.Length)];
    private readonly byte[][] _names = [.. streams.Select(stream => (byte[])stream!)];

    /// <summary>Whether a read failed because its stream was deleted, or because Redis came back without it.</summary>
    public static bool AreGone(StreaqStoreException e) => e.InnerException is RedisServerException inner && SaysGroupIsGone(inner.Message);

    /// <summary>Creates the consumer group on each stream again. The first time, a join creates it.</summary>
    public Task OpenAsync(CancellationToken cancellationToken) =>
        redis.EvaluateAsync(OpenStreamsScript, streams, [RedisKeys.Group, streams.Length], cancellationToken);

    /// <summary>Reads as many tasks as fit, the highest priority first. When none is ready, waits for the first one.</summary>
    public Task ReadAsync(int room, TimeSpan block, ICollection<Delivery> deliveries, CancellationToken cancellationToken) =>
        room < streams.Length
            ? ReadOneByOneAsync(_all, room, block, deliveries, cancellationToken)
            : ReadTogetherAsync(room, block, deliveries, cancellationToken);

    /// <summary>Reads the stream of the priority at <paramref name="index"/>, without waiting.</summary>
    public Task ReadOneAsync(int index, int room, ICollection<Delivery> deliveries, CancellationToken cancellationToken) =>
        ReadAsync(new(_all, index, 1), room, TimeSpan.Zero, deliveries, cancellationToken);

    /// <summary>Reads the streams at these indexes, each only when those before it have left room.</summary>
    /// <remarks>
    /// For some of the priorities, or when the room is smaller than the number of priorities. A read that names several streams gets
    /// entries of each: more than fit, and low ones before further high ones.
    /// </remarks>
    public async Task ReadOneByOneAsync(
        int[] indexes, int room, TimeSpan block, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        foreach (var index in indexes)
        {
            if (deliveries.Count < room)
            {
                await ReadOneAsync(index, room - deliveries.Count, deliveries, cancellationToken).ConfigureAwait(false);
            }
        }

        if (deliveries.Count == 0 && block > TimeSpan.Zero)
        {
            // A read that waited is answered with the entries of one stream.
            await ReadAsync(indexes, 1, block, deliveries, cancellationToken).ConfigureAwait(false);
        }
    }

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
            var given = await ReadAsync(new(_all, 0, depth), count, block, deliveries, cancellationToken).ConfigureAwait(false);
            _reads.Learn(given.AsSpan(0, depth), count);
        }
    }

    /// <returns>The number of entries that each stream returned.</returns>
    private async Task<int[]> ReadAsync(
        ArraySegment<int> indexes, int count, TimeSpan block, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        using var answer = await reader().ReadAsync(
            "XREADGROUP", Arguments(indexes, count, block), cancellationToken).ConfigureAwait(false);
        var given = new int[streams.Length];
        StreamAnswer.Read(answer, _names, registration.Priorities, given, last, deliveries);
        return given;
    }

    private RedisKeyOrValue[] Arguments(ArraySegment<int> indexes, int count, TimeSpan block)
    {
        RedisKeyOrValue[] options = block > TimeSpan.Zero
            ? [Value("BLOCK"), Value(Milliseconds.Of(block)), Value("STREAMS")]
            : [Value("STREAMS")];
        return
        [
            Value("GROUP"), Value(RedisKeys.Group), Value(registration.WorkerId), Value("COUNT"), Value(count), .. options,
            .. indexes.Select(index => (RedisKeyOrValue)streams[index]), .. Enumerable.Repeat(Value(">"), indexes.Count),
        ];
    }

    private static RedisKeyOrValue Value(RedisValue value) => value;

    /// <summary>UNBLOCKED is the error of a read that was waiting at the time.</summary>
    private static bool SaysGroupIsGone(string error) =>
        error.StartsWith("NOGROUP", StringComparison.Ordinal) || error.StartsWith("UNBLOCKED", StringComparison.Ordinal);
}
