using System.Text;

namespace Streaq.Storage.Redis;

/// <summary>Decodes the names of tasks once: a queue has few of them and reads them again with every entry.</summary>
internal static class TaskNames
{
    /// <summary>A power of two, far above the number of a queue's task names. Names that share a place replace each other.</summary>
    private const int Places = 256;

    private static readonly Name?[] Known = new Name?[Places];

    public static string Decode(ReadOnlySpan<byte> utf8)
    {
        var hash = new HashCode();
        hash.AddBytes(utf8);
        ref var place = ref Known[hash.ToHashCode() & (Places - 1)];
        var known = Volatile.Read(ref place);
        if (known is null || !utf8.SequenceEqual(known.Utf8))
        {
            known = new Name(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
            Volatile.Write(ref place, known);
        }

        return known.Text;
    }

    private sealed record Name(byte[] Utf8, string Text);
}
