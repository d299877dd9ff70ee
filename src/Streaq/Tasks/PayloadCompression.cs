using System.Buffers;
using System.IO.Compression;

namespace Streaq.Tasks;

/// <summary>Compresses payloads with Brotli. A compressed payload begins with a byte that JSON never begins with.</summary>
internal static class PayloadCompression
{
    public const byte Tag = 0x01;

    /// <summary>
    /// The most bytes after decompression when no larger payload is allowed: a few compressed bytes can expand to gigabytes.
    /// </summary>
    public const int DefaultLimit = 64 * 1024 * 1024;

    private const int FastQuality = 1;
    private const int Window = 22;

    /// <returns>The compressed payload, or the given one when compression would not make it smaller.</returns>
    public static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> payload)
    {
        var into = new byte[payload.Length];
        if (!BrotliEncoder.TryCompress(payload.Span, into.AsSpan(1), out var written, FastQuality, Window))
        {
            return payload;
        }

        into[0] = Tag;
        return into.AsMemory(0, written + 1);
    }

    /// <exception cref="InvalidDataException">The bytes are damaged, or decompress to more than the limit.</exception>
    public static ReadOnlyMemory<byte> Decompress(ReadOnlySpan<byte> tagged, int limit)
    {
        using var decoder = default(BrotliDecoder);
        var into = new ArrayBufferWriter<byte>(Math.Min(limit, 4 * tagged.Length) + 1);
        var rest = tagged[1..];
        while (true)
        {
            var status = decoder.Decompress(rest, into.GetSpan(), out var read, out var written);
            into.Advance(written);
            rest = rest[read..];
            if (into.WrittenCount > limit)
            {
                throw new InvalidDataException($"it decompresses to more than {limit} bytes");
            }

            if (status is OperationStatus.Done)
            {
                return rest.IsEmpty ? into.WrittenMemory : throw new InvalidDataException("bytes follow its compressed end");
            }

            if (status is not OperationStatus.DestinationTooSmall)
            {
                throw new InvalidDataException("its compressed bytes are damaged");
            }
        }
    }
}
