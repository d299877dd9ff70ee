using System.Buffers.Text;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>What <c>XREADGROUP</c> answered, as deliveries.</summary>
internal static class StreamAnswer
{
    /// <summary>RESP2 answers an array of [stream, entries] pairs, RESP3 the same flat.</summary>
    /// <param name="answer">The answer; nil when nothing is ready.</param>
    /// <param name="streams">The streams of the priorities.</param>
    /// <param name="priorities">The priorities, in the same order.</param>
    /// <param name="given">Counts the entries of each stream.</param>
    /// <param name="last">Receives the last entry's id of each stream that gave one.</param>
    /// <param name="deliveries">Receives the tasks.</param>
    public static void Read(
        RedisResult answer, RedisKey[] streams, IReadOnlyList<string> priorities, int[] given, byte[]?[] last, ICollection<Delivery> deliveries)
    {
        if (answer.IsNull)
        {
            return;
        }

        var parts = (RedisResult[])answer!;
        for (var i = 0; i < parts.Length; i++)
        {
            var (name, entries) = TryPair(parts[i], out var pair) ? (pair[0], pair[1]) : (parts[i], parts[++i]);
            var index = Array.IndexOf(streams, (RedisKey)(byte[])name!);
            foreach (var entry in (RedisResult[])entries!)
            {
                var delivery = Read((RedisResult[])entry!, priorities[index]);
                deliveries.Add(delivery);
                last[index] = delivery.Receipt;
                given[index]++;
            }
        }
    }

    private static bool TryPair(RedisResult result, out RedisResult[] pair)
    {
        try
        {
            pair = (RedisResult[])result!;
            return pair.Length == 2;
        }
        catch (InvalidCastException)
        {
            pair = [];
            return false;
        }
    }

    private static Delivery Read(RedisResult[] entry, string priority)
    {
        var id = (byte[])entry[0]!;
        var time = Utf8Parser.TryParse(id, out long milliseconds, out _) ? milliseconds : 0;
        var fields = entry[1].IsNull ? null : (RedisResult[])entry[1]!;
        return new Delivery(RedisMessageReader.Read(fields, priority, time, id), id);
    }
}
