using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Hosting;

/// <summary>Invalid limits are refused where they are set.</summary>
public sealed class LimitMistakeTests
{
    private static readonly TaskDefinition<int, int> Double = new("math.double");

    private readonly TaskMapping<int, int> _mapping = new ServiceCollection().AddStreaq().Map(Double, (int x) => x * 2);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100_001)]
    public void Limit_OutOfRange_IsRefused(int limit)
    {
        Assert.Throws<ArgumentOutOfRangeException>(nameof(limit), () => _mapping.WithMaxConcurrency(limit));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(limit), () => _mapping.WithMaxConcurrency(limit, (int x) => $"{x}"));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(limit), () => _mapping.WithRateLimit(limit, TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(limit), () => _mapping.WithRateLimit(limit, TimeSpan.FromSeconds(1), (int x) => $"{x}"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(0.5)]
    [InlineData(8 * 24 * 3_600_000.0)]
    public void Period_OutOfRange_IsRefused(double milliseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>("per", () => _mapping.WithRateLimit(1, TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void Key_ThatIsNull_IsRefused()
    {
        Assert.Throws<ArgumentNullException>("key", () => _mapping.WithUnique((Func<int, string>)null!));
        Assert.Throws<ArgumentNullException>("key", () => _mapping.WithMaxConcurrency(1, (Func<int, string>)null!));
        Assert.Throws<ArgumentNullException>("key", () => _mapping.WithRateLimit(1, TimeSpan.FromSeconds(1), (Func<int, string>)null!));
    }
}
