using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Streaq.Tasks;

/// <summary>
/// Signs payloads with HMAC-SHA256 over the payload and its owner. The signed form is magic bytes, the key's id, the code, the payload.
/// </summary>
internal sealed class PayloadSignature
{
    public const int MinKeyLength = 32;

    private const int KeyIdLength = 8;

    private static readonly byte[] Magic = [0x02, .. "sq1"u8];
    private static readonly int HeaderLength = Magic.Length + KeyIdLength + HMACSHA256.HashSizeInBytes;

    private readonly byte[]? _key;
    private readonly byte[] _keyId;
    private readonly Dictionary<ulong, byte[]> _accepted = [];

    /// <param name="key">The key to sign with; <see langword="null"/> to check signatures but make none.</param>
    /// <param name="previous">Further keys to accept.</param>
    public PayloadSignature(byte[]? key, IEnumerable<byte[]> previous)
    {
        // A copy, so that a caller who wipes or changes its array does not change the key.
        _key = key?.ToArray();
        _keyId = _key is null ? [] : SHA256.HashData(_key)[..KeyIdLength];
        foreach (var accepted in key is null ? previous : previous.Append(key))
        {
            _accepted[BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(accepted))] = [.. accepted];
        }
    }

    public static bool IsOn(ReadOnlySpan<byte> payload) => payload.StartsWith(Magic);

    public ReadOnlyMemory<byte> Sign(ReadOnlyMemory<byte> payload, PayloadContext context) =>
        _key is null ? payload : Sign(_key, payload.Span, context);

    private byte[] Sign(byte[] key, ReadOnlySpan<byte> payload, PayloadContext context)
    {
        var signed = new byte[HeaderLength + payload.Length];
        Magic.CopyTo(signed.AsSpan());
        _keyId.CopyTo(signed.AsSpan(Magic.Length));
        payload.CopyTo(signed.AsSpan(HeaderLength));
        Code(key, payload, context, signed.AsSpan(Magic.Length + KeyIdLength, HMACSHA256.HashSizeInBytes));
        return signed;
    }

    /// <exception cref="PayloadRefusedException">The payload is not what was signed.</exception>
    public ReadOnlyMemory<byte> Check(ReadOnlyMemory<byte> signed, PayloadContext context)
    {
        if (signed.Length < HeaderLength)
        {
            throw new PayloadRefusedException(context, "its signature is cut off");
        }

        if (!_accepted.TryGetValue(BinaryPrimitives.ReadUInt64BigEndian(signed.Span[Magic.Length..]), out var key))
        {
            throw new PayloadRefusedException(context, "it is signed with a key that is not known here");
        }

        Span<byte> code = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var payload = signed[HeaderLength..];
        Code(key, payload.Span, context, code);
        return CryptographicOperations.FixedTimeEquals(code, signed.Span.Slice(Magic.Length + KeyIdLength, code.Length))
            ? payload
            : throw new PayloadRefusedException(
                context, "its signature does not fit: payload, id, name, queue or headers are not those that were signed");
    }

    private static void Code(byte[] key, ReadOnlySpan<byte> payload, PayloadContext context, Span<byte> into)
    {
        using var code = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Span<byte> length = stackalloc byte[sizeof(int)];
        Add(code, length, [(byte)context.Kind]);
        Add(code, length, Encoding.UTF8.GetBytes(context.Queue));
        Add(code, length, Encoding.UTF8.GetBytes(context.TaskId));
        Add(code, length, Encoding.UTF8.GetBytes(context.TaskName));
        BinaryPrimitives.WriteInt32LittleEndian(length, context.Headers.Count);
        code.AppendData(length);
        foreach (var (name, value) in context.Headers.OrderBy(header => header.Key, StringComparer.Ordinal))
        {
            Add(code, length, Encoding.UTF8.GetBytes(name));
            Add(code, length, Encoding.UTF8.GetBytes(value));
        }

        Add(code, length, payload);
        code.GetHashAndReset(into);
    }

    /// <summary>
    /// Adds a field after its length. Without the length, bytes could move between two neighbouring fields and give the same code.
    /// </summary>
    private static void Add(IncrementalHash code, Span<byte> length, ReadOnlySpan<byte> field)
    {
        BinaryPrimitives.WriteInt32LittleEndian(length, field.Length);
        code.AppendData(length);
        code.AppendData(field);
    }
}
