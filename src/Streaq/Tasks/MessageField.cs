using System.Text;

namespace Streaq.Tasks;

/// <summary>
/// Text in an additional field of a message. Few messages have such a field, and a property of its own would cost every task memory.
/// </summary>
internal static class MessageField
{
    public static KeyValuePair<string, ReadOnlyMemory<byte>> Of(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));

    /// <returns><see langword="null"/> when there is no such field.</returns>
    public static string? Find(IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>>? fields, string name)
    {
        if (fields is null)
        {
            return null;
        }

        foreach (var (other, value) in fields)
        {
            if (string.Equals(other, name, StringComparison.Ordinal))
            {
                return Encoding.UTF8.GetString(value.Span);
            }
        }

        return null;
    }
}
