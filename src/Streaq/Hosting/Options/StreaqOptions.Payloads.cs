using Streaq.Tasks;

namespace Streaq;

/// <content>The checks and the transforms of payloads.</content>
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

    private void CheckPayloads(OptionRules rules)
    {
        if (PayloadTransforms.Contains(null!))
        {
            rules.Break(nameof(PayloadTransforms), "has a transform that is null");
        }

        rules.AtLeast(CompressionThreshold ?? 0, 0, nameof(CompressionThreshold));
        rules.AtLeast(MaxPayloadBytes ?? 1, 1, nameof(MaxPayloadBytes));
        CheckKey(rules, SigningKey, nameof(SigningKey));
        foreach (var key in PreviousSigningKeys)
        {
            CheckKey(rules, key ?? [], nameof(PreviousSigningKeys));
        }

        if (SigningKey is null && AcceptUnsigned != PreviousSigningKeys.Count > 0)
        {
            rules.Break(
                nameof(SigningKey),
                "is not set; then PreviousSigningKeys and AcceptUnsigned go together: such a process checks what is signed and takes "
                + "what is not");
        }
    }

    private static void CheckKey(OptionRules rules, byte[]? key, string option)
    {
        if (key is { Length: < PayloadSignature.MinKeyLength })
        {
            rules.Break(option, $"has a key of {key.Length} bytes; it must have at least {PayloadSignature.MinKeyLength}");
        }
    }
}
