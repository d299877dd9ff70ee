using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

public sealed class ServerRiskTests
{
    private static readonly Durability Nothing = new(0, false, TimeSpan.FromSeconds(2));
    private static readonly Durability Replica = new(1, false, TimeSpan.FromSeconds(2));
    private static readonly Durability Disk = new(0, true, TimeSpan.FromSeconds(2));

    [Fact]
    public void Risk_OfASoundServer_IsNone()
    {
        Assert.Null(ServerRisk.Describe("noeviction", "master", "1", Replica));
        Assert.Null(ServerRisk.Describe("noeviction", "master", "0", Nothing));
    }

    [Fact]
    public void Risk_OfAServerWithoutSettings_IsNull() => Assert.Null(ServerRisk.Describe("", "", "", Disk));

    [Theory]
    [InlineData("slave")]
    [InlineData("replica")]
    public void Risk_OfAReplica_IsReported(string role) =>
        Assert.StartsWith("Redis is a replica: ", ServerRisk.Describe("noeviction", role, "1", Nothing), StringComparison.Ordinal);

    [Fact]
    public void Risk_WithoutAnAppendOnlyFile_NamesWhatEnqueuesWaitFor()
    {
        Assert.StartsWith("Enqueues wait for replicas, but ", ServerRisk.Describe("", "master", "0", Replica), StringComparison.Ordinal);
        Assert.StartsWith("Enqueues wait for the disk, but ", ServerRisk.Describe("", "master", "0", Disk), StringComparison.Ordinal);
    }

    [Fact]
    public void Risks_OfAServer_AreReportedTogether()
    {
        var all = ServerRisk.Describe("allkeys-lru", "slave", "0", Replica);

        Assert.Contains("Set it to 'noeviction'. Redis is a replica", all, StringComparison.Ordinal);
        Assert.EndsWith("Set 'appendonly yes'", all, StringComparison.Ordinal);
    }
}
