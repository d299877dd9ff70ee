namespace Streaq.Deploy.Tests.Prometheus;

public sealed class PromQlTests
{
    [Fact]
    public void Parse_OfAnExpression_FindsMetricsAndLabels()
    {
        var query = PromQl.Parse("""histogram_quantile(0.9, sum by (le, b) (rate(x_bucket{a=~"by (c)", d!=""}[5m]))) > 0.5 unless on (b) y:z:max offset 15m""");

        Assert.Equal([("x_bucket", "a,d"), ("y:z:max", "")], query.Selectors.Select(selector => (selector.Metric, string.Join(',', selector.Labels))));
        Assert.Equal(["le", "b", "b"], query.Grouping);
    }
}
