using Streaq.Chaos.Telemetry;

namespace Streaq.Chaos.Tests;

/// <summary>The seed determines when listeners throw, and each time is noted.</summary>
public sealed class WhimTests
{
    [Fact]
    public void Whim_OfTheSameSeed_IsTheSame() => Assert.Equal(Strikes(7), Strikes(7));

    [Fact]
    public void Whim_OfAnotherSeed_IsAnother() => Assert.NotEqual(Strikes(7), Strikes(8));

    [Fact]
    public void Whim_ThatThrows_IsNoted()
    {
        var noted = new List<string>();

        Assert.Throws<BrokenListenerException>(() => new Whim(1, share: 1, noted.Add).MayThrow("logger"));

        Assert.Equal(["logger"], noted);
    }

    private static List<bool> Strikes(int seed)
    {
        var whim = new Whim(seed, share: 0.5, _ => { });
        return [.. Enumerable.Range(0, 100).Select(_ => whim.Strikes())];
    }
}
