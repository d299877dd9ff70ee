namespace Streaq.Deploy.Tests;

public sealed class YamlTests
{
    public static TheoryData<string> Files => [.. DeployFiles.Yaml, .. DeployFiles.Dashboards];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_Parses(string path) => Assert.All(Node.LoadAll(path), document => Assert.NotEmpty(document.Keys));

    [Fact]
    public void Panels_OfADashboard_HaveDifferentIds() => Assert.All(DeployFiles.Dashboards, path =>
    {
        var ids = Node.Load(path)["panels"].Items.Select(panel => panel["id"].Text).ToList();
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    });
}
