using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaq;

namespace Docs;

internal static class Payloads
{
    public static void Add(HostApplicationBuilder builder, byte[] key, byte[] secret)
    {
        builder.Services.AddStreaq(options =>
        {
            options.SigningKey = key;                       // HMAC-SHA256; at least 32 random bytes
            options.CompressionThreshold = 4_096;           // bytes; larger payloads are compressed by Brotli
            options.MaxPayloadBytes = 1_048_576;            // bytes as written; larger payloads are refused
            options.PayloadTransforms.Add(new AesGcmTransform(secret));
        });
    }
}

#region arrives
public sealed record Order(string Id, IReadOnlyList<Line> Lines, Payment Payment)
{
    public string? Note { get; init; }

    public decimal Total => Lines.Sum(line => line.Price);          // computed from other properties

    [JsonIgnore]
    public string? Cache { get; set; }                              // not written, as the attribute says
}

public sealed record Line(string Sku, decimal Price);

[JsonDerivedType(typeof(Card), "card")]
[JsonDerivedType(typeof(Invoice), "invoice")]
public abstract record Payment;

public sealed record Card(string Token) : Payment;

public sealed record Invoice(string Address) : Payment;
#endregion

#region transform
public sealed class AesGcmTransform(byte[] key) : IPayloadTransform
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public ReadOnlyMemory<byte> Protect(ReadOnlyMemory<byte> payload, PayloadContext context)
    {
        var written = new byte[NonceSize + TagSize + payload.Length];
        var (nonce, tag, bytes) = Parts(written);
        RandomNumberGenerator.Fill(nonce.Span);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce.Span, payload.Span, bytes.Span, tag.Span, Owner(context));
        return written;
    }

    public ReadOnlyMemory<byte> Unprotect(ReadOnlyMemory<byte> payload, PayloadContext context)
    {
        var (nonce, tag, bytes) = Parts(payload.ToArray());
        var read = new byte[bytes.Length];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(nonce.Span, bytes.Span, tag.Span, read, Owner(context));
        return read;
    }

    private static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Bytes) Parts(Memory<byte> all) =>
        (all[..NonceSize], all[NonceSize..(NonceSize + TagSize)], all[(NonceSize + TagSize)..]);

    private static byte[] Owner(PayloadContext context) =>
        Encoding.UTF8.GetBytes($"{context.Kind} {context.Queue} {context.TaskId} {context.TaskName}");
}
#endregion
