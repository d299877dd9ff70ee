namespace Streaq.Deploy.Tests;

/// <summary>The files of deploy/ by their paths from the root.</summary>
internal static class DeployFiles
{
    public const string Folder = "deploy/otel-collector";
    public const string Compose = Folder + "/docker-compose.yaml";
    public const string Alerts = Folder + "/prometheus/rules/alerts.yaml";
    public const string Recording = Folder + "/prometheus/rules/recording.yaml";
    public const string PrometheusConfig = Folder + "/prometheus/prometheus.yaml";
    public const string DataSources = Folder + "/grafana/provisioning/datasources/datasources.yaml";

    public static IReadOnlyList<string> Collectors { get; } =
        [Folder + "/collector.yaml", Folder + "/production/agent.yaml", Folder + "/production/gateway.yaml"];

    public static IEnumerable<string> Dashboards => Find("deploy/otel-collector/grafana/dashboards", "*.json");

    public static IEnumerable<string> RuleTests => Find("deploy/otel-collector/prometheus/tests", "*.yaml");

    public static IEnumerable<string> Yaml => Find("deploy", "*.yaml");

    public static string FullPath(string path) => Path.Combine(Repository.Root, path);

    private static IEnumerable<string> Find(string folder, string pattern) =>
        Directory.EnumerateFiles(FullPath(folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
}
