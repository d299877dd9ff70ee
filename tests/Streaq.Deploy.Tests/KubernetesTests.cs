using Streaq.Deploy.Tests.Prometheus;

namespace Streaq.Deploy.Tests;

public sealed class KubernetesTests
{
    private static readonly Node Deployment = Node.LoadAll("deploy/kubernetes/worker.yaml").Single(document => document["kind"].Text == "Deployment");
    private static readonly Node Pod = Deployment["spec"]["template"];
    private static readonly Node Scaler = Node.Load("deploy/kubernetes/scaler.yaml");

    [Fact]
    public void Scaler_ScalesTheDeploymentByWhatPrometheusHas()
    {
        Assert.Equal(Deployment["metadata"]["name"].Text, Scaler["spec"]["scaleTargetRef"]["name"].Text);
        Assert.False(Deployment["spec"]["replicas"].Exists);
        var queries = Scaler["spec"]["triggers"].Items.Select(trigger => trigger["metadata"]["query"].Text).ToList();
        Assert.Equal(2, queries.Count);
        Assert.All(queries.SelectMany(query => PromQl.Parse(query).Selectors), selector =>
            Assert.All(selector.Labels, label => Assert.Contains(label, Series.All[selector.Metric])));
    }

    [Fact]
    public void GracePeriod_IsLongerThanTheWorkersOwn() =>
        Assert.True(int.Parse(Pod["spec"]["terminationGracePeriodSeconds"].Text) > new WorkerOptions().GracePeriod.TotalSeconds + 5);

    [Fact]
    public void Environment_MakesTheNodeTheHostAndExceptionsEvents()
    {
        var environment = Assert.Single(Pod["spec"]["containers"].Items)["env"].Items.ToDictionary(variable => variable["name"].Text);

        Assert.Equal("spec.nodeName", environment["NODE_NAME"]["valueFrom"]["fieldRef"]["fieldPath"].Text);
        Assert.Contains("host.name=$(NODE_NAME)", environment["OTEL_RESOURCE_ATTRIBUTES"]["value"].Text.Split(','));
        // A variable can only refer to variables before it.
        Assert.True(environment.Keys.ToList().IndexOf("NODE_NAME") < environment.Keys.ToList().IndexOf("OTEL_RESOURCE_ATTRIBUTES"));
        Assert.Equal("logs/dup", environment["OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN"]["value"].Text);
    }

    [Fact]
    public void Selectors_FindThePod()
    {
        var labels = Pod["metadata"]["labels"]["app.kubernetes.io/name"].Text;

        Assert.All(Node.LoadAll("deploy/kubernetes/worker.yaml"), document =>
            Assert.Equal(labels, document["spec"]["selector"]["matchLabels"]["app.kubernetes.io/name"].Text));
    }

    [Fact]
    public void Probe_AsksAPortOfTheContainer()
    {
        var container = Assert.Single(Pod["spec"]["containers"].Items);
        var ports = container["ports"].Items.Select(port => port["name"].Text).ToList();

        Assert.Contains(container["livenessProbe"]["httpGet"]["port"].Text, ports);
        Assert.Contains(container["readinessProbe"]["httpGet"]["port"].Text, ports);
    }
}
