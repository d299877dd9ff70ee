using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

public sealed class DurabilityTests
{
    private static readonly Durability Wanted = new(Replicas: 2, Disk: true, TimeSpan.FromSeconds(1.5));

    [Theory]
    [InlineData(1, true, "1 of 2 replicas acknowledged it within 1.5 s: a fail-over may lose it")]
    [InlineData(2, false, "its disk did not within 1.5 s: a crash may lose it")]
    [InlineData(2, true, null)]
    [InlineData(3, true, null)]
    public void Missing_OfADurability_NamesTheGreatestRiskFirst(int replicas, bool disk, string? missing) =>
        Assert.Equal(missing, Wanted.Missing(Wanted with { Replicas = replicas, Disk = disk }));

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(1, false, true)]
    [InlineData(0, true, true)]
    public void IsAny_OfADurability_IsTrueForReplicasOrDisk(int replicas, bool disk, bool isAny) =>
        Assert.Equal(isAny, new Durability(replicas, disk, TimeSpan.Zero).IsAny);
}
