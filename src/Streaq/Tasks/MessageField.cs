using System.Text;

namespace Streaq.Tasks;

/// <summary>Text in a further field of a message. What so few have has no place of its own there, which every task would pay for.</summary>
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
