using Microsoft.Extensions.DependencyInjection;
using Streaq.Tasks;

namespace Streaq.Tests.Tasks;

public sealed class PayloadCodecTests
{
    private static readonly byte[] Key = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Unprotect_OfHostileBytes_RefusesOrReads(bool signed)
    {
        var codec = new PayloadCodec("q") { CompressionThreshold = 1, Signature = signed ? new(Key, []) : null };
        var context = codec.Context(PayloadKind.Argument, "a", "t", headers: null);
        var sound = codec.Protect(new byte[1_000], context).ToArray();
        var random = new Random(17);
        var refused = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var hostile = sound[..random.Next(1, sound.Length + 1)];
            hostile[random.Next(hostile.Length)] ^= (byte)random.Next(1, 256);
            try
            {
                codec.Unprotect(hostile, context);
            }
            catch (PayloadRefusedException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, signed ? 5_000 : 1_000, 5_000);
    }

    [Fact]
    public void Decompress_OfABomb_EndsAtTheLimit()
    {
        var bomb = PayloadCompression.Compress(new byte[10_000_000]);

        Assert.InRange(bomb.Length, 1, 10_000);
        Assert.Contains("more than 1000 bytes", Assert.Throws<InvalidDataException>(() => PayloadCompression.Decompress(bomb.Span, 1_000)).Message);
        Assert.Equal(10_000_000, PayloadCompression.Decompress(bomb.Span, 10_000_000).Length);
    }

    [Theory]
    [InlineData("SigningKey")]
    [InlineData("PreviousSigningKeys")]
    [InlineData("CompressionThreshold")]
    [InlineData("MaxPayloadBytes")]
    [InlineData("PayloadTransforms")]
    public async Task Options_AgainstARule_FailTheStart(string named)
    {
        var e = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => QueueHost.StartAsync(streaq => streaq.AddWorker(), options: options =>
        {
            options.SigningKey = named == "SigningKey" ? new byte[31] : Key;
            options.CompressionThreshold = named == "CompressionThreshold" ? -1 : null;
            options.MaxPayloadBytes = named == "MaxPayloadBytes" ? 0 : null;
            if (named == "PreviousSigningKeys")
            {
                options.PreviousSigningKeys.Add(new byte[16]);
            }

            if (named == "PayloadTransforms")
            {
                options.PayloadTransforms.Add(null!);
            }
        }));

        Assert.StartsWith($"StreaqOptions.{named} ", e.Message);
    }
}
