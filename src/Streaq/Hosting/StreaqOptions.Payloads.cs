using Streaq.Tasks;

namespace Streaq;

/// <content>How payloads are checked and what they go through.</content>
public sealed partial class StreaqOptions
{
    /// <returns><see langword="null"/> when payloads travel as the serializer makes them.</returns>
    internal PayloadCodec? CreateCodec() =>
        PayloadTransforms.Count == 0 && CompressionThreshold is null && MaxPayloadBytes is null
        && SigningKey is null && PreviousSigningKeys.Count == 0 ? null : new(Queue)
        {
            Transforms = [.. PayloadTransforms],
            CompressionThreshold = CompressionThreshold,
            MaxBytes = MaxPayloadBytes,
            Signature = SigningKey is null && PreviousSigningKeys.Count == 0 ? null : new PayloadSignature(SigningKey, PreviousSigningKeys),
            AcceptUnsigned = AcceptUnsigned,
        };

    private void ValidatePayloads()
    {
        if (PayloadTransforms.Contains(null!))
        {
            throw new ArgumentException("A payload transform is null.", nameof(PayloadTransforms));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(CompressionThreshold ?? 0, nameof(CompressionThreshold));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPayloadBytes ?? 1, 1, nameof(MaxPayloadBytes));
        ThrowIfShort(SigningKey, nameof(SigningKey));
        foreach (var key in PreviousSigningKeys)
        {
            ThrowIfShort(key ?? [], nameof(PreviousSigningKeys));
        }

        if (SigningKey is null && AcceptUnsigned != PreviousSigningKeys.Count > 0)
        {
            throw new ArgumentException(
                "Without a SigningKey, PreviousSigningKeys and AcceptUnsigned go together: such a process checks what is signed and "
                + "takes what is not.",
                nameof(SigningKey));
        }
    }

    private static void ThrowIfShort(byte[]? key, string parameter)
    {
        if (key is { Length: < PayloadSignature.MinKeyLength })
        {
            throw new ArgumentException($"A signing key needs at least {PayloadSignature.MinKeyLength} bytes.", parameter);
        }
    }
}
