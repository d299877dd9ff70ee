using System.Buffers.Text;
using RESPite.Messages;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Reads the answer of <c>XREADGROUP</c> as deliveries, from its bytes, so that only what a task keeps is copied.</summary>
internal static class StreamAnswer
{
    /// <summary>Reads the answer: in RESP2 an array of [stream, entries] pairs, in RESP3 a map of the same.</summary>
    /// <param name="answer">The answer; nil when nothing is ready.</param>
    /// <param name="streams">The streams of the priorities, as bytes.</param>
    /// <param name="priorities">The priorities, in the same order.</param>
    /// <param name="given">Counts the entries of each stream.</param>
    /// <param name="last">Receives the last entry's id of each stream that gave one.</param>
    /// <param name="deliveries">Receives the tasks.</param>
    public static void Read(
        RespResult answer,
        byte[][] streams,
        IReadOnlyList<string> priorities,
        int[] given,
        byte[]?[] last,
        ICollection<Delivery> deliveries)
    {
        if (answer.IsNull)
        {
            return;
        }

        var reader = answer.Read();
        var isMap = reader.Prefix is RespPrefix.Map;
        var count = isMap ? reader.AggregateLength() / 2 : reader.AggregateLength();
        for (var i = 0; i < count; i++)
        {
            reader.MoveNext();
            if (!isMap)
            {
                reader.MoveNext();
            }

            var index = IndexOf(ref reader, streams);
            reader.MoveNext();
            var entries = reader.AggregateLength();
            for (var entry = 0; entry < entries; entry++)
            {
                reader.MoveNextAggregate();
                var delivery = ReadEntry(ref reader, priorities[index]);
                deliveries.Add(delivery);
                last[index] = delivery.Receipt;
                given[index]++;
            }
        }
    }

    private static int IndexOf(ref RespReader reader, byte[][] streams)
    {
        for (var i = 0; i < streams.Length; i++)
        {
            if (reader.Is(streams[i]))
            {
                return i;
            }
        }

        throw new InvalidOperationException("Redis answered for a stream that was not asked for.");
    }

    /// <param name="reader">At an entry: its id and its fields, which are nil when the entry was deleted.</param>
    /// <param name="priority">The priority of the stream.</param>
    private static Delivery ReadEntry(ref RespReader reader, string priority)
    {
        reader.MoveNextScalar();
        var id = reader.ReadByteArray()!;
        var message = new MessageFields(priority, Utf8Parser.TryParse(id, out long milliseconds, out _) ? milliseconds : 0, id);
        reader.MoveNext();
        var fields = reader.IsNull ? 0 : reader.AggregateLength();
        for (var i = 0; i + 1 < fields; i += 2)
        {
            reader.MoveNextScalar();
            var name = Bytes(ref reader);
            reader.MoveNextScalar();
            message.Add(name, Bytes(ref reader));
        }

        return new Delivery(message.ToMessage(), id);
    }

    /// <summary>Returns a value; one that arrived in several pieces is copied together.</summary>
    private static ReadOnlySpan<byte> Bytes(ref RespReader reader) =>
        reader.TryGetSpan(out var bytes) ? bytes : reader.ReadByteArray();
}
