using System.Text.RegularExpressions;

namespace Streaq.Deploy.Tests.Compose;

/// <summary>The services reach each other, and no other host can reach them.</summary>
public sealed partial class ComposeTests
{
    private static readonly Node File = Node.Load(DeployFiles.Compose);
    private static readonly Node Services = File["services"];
    private static readonly Node Collector = Node.Load(DeployFiles.Collectors[0]);

    /// <summary>The ports on which a service listens, by its own configuration or its documentation.</summary>
    private static readonly Dictionary<string, string[]> Ports = new()
    {
        ["redis"] = ["6379"],
        ["jaeger"] = ["4317", "16686", "13133"],
        ["loki"] = ["3100"],
        ["prometheus"] = ["9090"],
        ["grafana"] = ["3000"],
        ["web"] = ["8080"],
        ["collector"] = [.. Collector.All().SelectMany(node => new[] { node["endpoint"].Text, node["host"].Exists ? $"{node["host"].Text}:{node["port"].Text}" : "" })
            .Where(endpoint => endpoint.StartsWith("0.0.0.0:", StringComparison.Ordinal)).Select(endpoint => endpoint.Split(':')[1])],
    };

    public static TheoryData<string> Names => [.. Services.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Image_IsPinned(string service)
    {
        var image = Services[service]["image"].Text;

        Assert.True(image.Length > 0 ? Pinned().IsMatch(image) : Services[service]["build"].Exists, image);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Port_ThatIsPublished_IsOnLoopbackAndListenedOn(string service) => Assert.All(Services[service]["ports"].Items, port =>
    {
        var parts = port.Text.Split(':');
        Assert.Equal((3, "127.0.0.1"), (parts.Length, parts[0]));
        Assert.Contains(parts[2], Ports[service]);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Dependency_IsAServiceThatCanMeetItsCondition(string service)
    {
        var needs = Services[service]["depends_on"];

        Assert.All(needs.Keys, name =>
        {
            Assert.True(Services[name].Exists, name);
            Assert.True(needs[name]["condition"].Text != "service_healthy" || Services[name]["healthcheck"].Exists, $"{name} has no health check.");
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Volume_IsAFileOfThisFolderOrDeclared(string service) => Assert.All(Services[service]["volumes"].Items, volume =>
    {
        var source = volume.Text.Split(':')[0];
        Assert.True(source.StartsWith('.') ? Path.Exists(DeployFiles.FullPath($"{DeployFiles.Folder}/{source}")) : File["volumes"].Keys.Contains(source), source);
    });

    [Theory]
    [InlineData("worker")]
    [InlineData("web")]
    public void Program_IsASampleThatIsThere(string service)
    {
        var build = Services[service]["build"];

        Assert.True(Path.Exists(DeployFiles.FullPath($"samples/OpenTelemetry/{build["args"]["PROJECT"].Text}/{build["args"]["PROJECT"].Text}.csproj")));
        Assert.True(Path.Exists(DeployFiles.FullPath(build["dockerfile"].Text)));
    }

    public static TheoryData<string, string> Addresses => new()
    {
        { "worker: OTEL_EXPORTER_OTLP_ENDPOINT", Services["worker"]["environment"]["OTEL_EXPORTER_OTLP_ENDPOINT"].Text },
        { "web: OTEL_EXPORTER_OTLP_ENDPOINT", Services["web"]["environment"]["OTEL_EXPORTER_OTLP_ENDPOINT"].Text },
        { "worker: Redis", Services["worker"]["environment"]["ConnectionStrings__redis"].Text },
        { "web: Redis", Services["web"]["environment"]["ConnectionStrings__redis"].Text },
        { "collector: Jaeger", Collector["exporters"]["otlp_grpc/jaeger"]["endpoint"].Text },
        { "collector: Loki", Collector["exporters"]["otlp_http/loki"]["endpoint"].Text },
        { "collector-ready", Services["collector-ready"]["command"].Items[2].Text },
        { "Prometheus: 0", Scraped()[0] },
        { "Prometheus: 1", Scraped()[1] },
        { "Grafana: 0", Sources()[0] },
        { "Grafana: 1", Sources()[1] },
        { "Grafana: 2", Sources()[2] },
    };

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Address_LeadsToAServiceThatListensThere(string where, string text)
    {
        var address = Address().Match(text);

        Assert.True(address.Success, where);
        Assert.Contains(address.Groups["port"].Value, Ports[address.Groups["host"].Value]);
    }

    [Fact]
    public void Prometheus_ScrapesTheExporterAndKeepsExemplars()
    {
        Assert.Contains(Scraped(), target => target.EndsWith($":{Collector["exporters"]["prometheus"]["endpoint"].Text.Split(':')[1]}", StringComparison.Ordinal));
        Assert.Equal("true", Collector["exporters"]["prometheus"]["enable_open_metrics"].Text);
        Assert.Contains(Services["prometheus"]["command"].Items, argument => argument.Text == "--enable-feature=exemplar-storage");
    }

    [Fact]
    public void DataSource_OfEveryPanelAndExemplar_IsProvisioned()
    {
        var sources = Node.Load(DeployFiles.DataSources);
        var known = sources["datasources"].Items.Select(source => source["uid"].Text).ToHashSet();
        var named = DeployFiles.Dashboards.SelectMany(file => Node.Load(file).All()).Select(node => node["datasource"]["uid"].Text)
            .Concat(sources.All().Select(node => node["datasourceUid"].Text)).Where(uid => uid.Length > 0).ToHashSet();

        Assert.Subset(known, named);
        Assert.Equal(["jaeger", "loki", "prometheus"], named.Order());
    }

    private static List<string> Scraped() =>
        [.. Node.Load(DeployFiles.PrometheusConfig)["scrape_configs"].Items.SelectMany(job => job["static_configs"].Items).SelectMany(targets => targets["targets"].Items).Select(target => target.Text)];

    private static List<string> Sources() => [.. Node.Load(DeployFiles.DataSources)["datasources"].Items.Select(source => source["url"].Text)];

    [GeneratedRegex(@":v?\d+\.\d+\.\d+(-\w+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pinned();

    [GeneratedRegex(@"(^|//)(?<host>[a-z]+):(?<port>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
