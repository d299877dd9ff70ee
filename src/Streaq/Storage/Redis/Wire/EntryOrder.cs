using System.Buffers;
using System.Buffers.Text;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Orders a stream's entries by their ids: milliseconds, then a number, as in <c>1763800000000-12</c>.</summary>
internal static class EntryOrder
{
    /// <summary>Sorts the ids in <paramref name="values"/> from <paramref name="first"/> on.</summary>
    public static void Sort(RedisValue[] values, int first, int count)
    {
        var keys = ArrayPool<(long Time, long Number)>.Shared.Rent(first + count);
        for (var i = first; i < first + count; i++)
        {
            keys[i] = Parse((byte[])values[i]!);
        }

        Array.Sort(keys, values, first, count);
        ArrayPool<(long, long)>.Shared.Return(keys);
    }

    private static (long Time, long Number) Parse(ReadOnlySpan<byte> id)
    {
        // Redis made the id; a half that can't be read leaves the entry at the front, where it is trimmed or deleted all the same.
        var time = Utf8Parser.TryParse(id, out long milliseconds, out var used) ? milliseconds : 0;
        var number = used < id.Length && Utf8Parser.TryParse(id[(used + 1)..], out long order, out _) ? order : 0;
        return (time, number);
    }
}
