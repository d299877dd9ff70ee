using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

public sealed class PriorityReadsTests
{
    private readonly PriorityReads _reads = new(3);

    [Fact]
    public void Reads_AtFirst_NameAllPriorities()
    {
        Assert.True(_reads.NamesAll);
        Assert.Equal(3, _reads.Depth);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(10, 3)]
    [InlineData(300, 100)]
    public void Count_WhileAllAreNamed_SharesTheRoom(int room, int count) => Assert.Equal(count, _reads.Count(room));

    [Theory]
    [InlineData(new[] { 5, 0, 0 }, 1)]
    [InlineData(new[] { 5, 5, 5 }, 1)]
    [InlineData(new[] { 4, 5, 0 }, 2)]
    [InlineData(new[] { 0, 0, 5 }, 3)]
    [InlineData(new[] { 4, 4, 4 }, 3)]
    [InlineData(new[] { 0, 0, 0 }, 3)]
    public void Learn_WhenAStreamGaveAllThatWasAsked_StopsThere(int[] given, int depth)
    {
        _reads.Learn(given, asked: 5);

        Assert.Equal(depth, _reads.Depth);
        Assert.Equal(depth == 3, _reads.NamesAll);
    }

    [Fact]
    public void Learn_WhenTheFirstRunsDry_NamesAllAgain()
    {
        _reads.Learn([5, 0, 0], asked: 5);
        Assert.Equal(15, _reads.Count(15));

        _reads.Learn([14], asked: 15);

        Assert.True(_reads.NamesAll);
    }
}
