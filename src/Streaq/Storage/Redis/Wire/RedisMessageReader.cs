using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>Reads a message from the answer of a script or a command: the fields of an entry, or of a hash.</summary>
internal static class RedisMessageReader
{
    /// <param name="fields">Names and values in turn; <see langword="null"/> when the entry has none.</param>
    /// <param name="priority">The priority of the stream; empty to take it from the field of that name.</param>
    /// <param name="entryTime">Unix milliseconds in the entry's id; 0 when there is no entry.</param>
    /// <param name="entryId">The entry's id; <see langword="null"/> when there is no entry.</param>
    public static TaskMessage Read(RedisResult[]? fields, string priority, long entryTime, byte[]? entryId)
    {
        var message = new MessageFields(priority, entryTime, entryId);
        for (var i = 0; i + 1 < fields?.Length; i += 2)
        {
            message.Add((byte[]?)fields[i] ?? [], (byte[]?)fields[i + 1] ?? []);
        }

        return message.ToMessage();
    }
}
