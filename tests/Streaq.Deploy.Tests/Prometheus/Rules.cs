namespace Streaq.Deploy.Tests.Prometheus;

/// <summary>The rules that Prometheus evaluates.</summary>
internal static class Rules
{
    public static IEnumerable<Node> Recording => Of(DeployFiles.Recording);

    public static IEnumerable<Node> Alerts => Of(DeployFiles.Alerts);

    private static IEnumerable<Node> Of(string file) => Node.Load(file)["groups"].Items.SelectMany(group => group["rules"].Items);
}
