using System.Text.RegularExpressions;

namespace Streaq.Deploy.Tests.Prometheus;

/// <summary>Every series that rules, dashboards and scalers name exists, under its name in Prometheus.</summary>
public sealed partial class NamedSeriesTests
{
    public static TheoryData<string> Sources => [DeployFiles.Recording, DeployFiles.Alerts, .. DeployFiles.Dashboards];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Expression_NamesMetricsAndLabelsThatExist(string file)
    {
        var expressions = Expressions(file);

        Assert.NotEmpty(expressions);
        Assert.Empty(expressions.SelectMany(Unknown));
    }

    [Theory]
    [InlineData("sum(streaq_queue_depht)", "streaq_queue_depht")]
    [InlineData("streaq_queue_depth{queue=\"a\"}", "streaq_queue_depth{queue}")]
    [InlineData("sum by (streaq_task_name) (streaq_queue_depth)", "by streaq_task_name")]
    public void Expression_WithAnUnknownName_IsFound(string expression, string expected) =>
        Assert.Equal([expected], Unknown(expression));

    [Theory]
    [MemberData(nameof(Sources))]
    public void Text_BesideAnExpression_NamesLabelsThatItHas(string file)
    {
        foreach (var (expression, text) in Texts(file))
        {
            var labels = LabelsOf(PromQl.Parse(expression));
            Assert.All(LabelInText().Matches(text).Select(match => match.Groups["label"].Value), label => Assert.Contains(label, labels));
        }
    }

    [Theory]
    [MemberData(nameof(Variables))]
    public void Variable_OfADashboard_IsALabelOfItsMetric(string query)
    {
        var match = LabelValues().Match(query);

        Assert.True(match.Success, query);
        Assert.Contains(match.Groups["label"].Value, Series.All[match.Groups["metric"].Value]);
    }

    public static TheoryData<string> Variables => [.. DeployFiles.Dashboards
        .SelectMany(file => Node.Load(file)["templating"]["list"].Items).Select(variable => variable["query"]["query"].Text).Distinct()];

    private static IReadOnlyList<string> Expressions(string file) =>
        [.. Node.Load(file).All().Select(node => node["expr"].Text).Where(expression => expression.Length > 0)];

    private static IEnumerable<(string Expression, string Text)> Texts(string file) => Node.Load(file).All()
        .Where(node => node["expr"].Exists)
        .Select(node => (node["expr"].Text, node["legendFormat"].Text + node["annotations"]["summary"].Text + node["annotations"]["description"].Text));

    private static IEnumerable<string> Unknown(string expression)
    {
        var query = PromQl.Parse(expression);
        var metrics = query.Selectors.Select(selector => selector.Metric).Where(metric => !Series.All.ContainsKey(metric)).ToList();
        return metrics.Count > 0 ? metrics : query.Selectors
            .SelectMany(selector => selector.Labels.Where(label => !Series.All[selector.Metric].Contains(label)).Select(label => $"{selector.Metric}{{{label}}}"))
            .Concat(query.Grouping.Where(label => !LabelsOf(query).Contains(label)).Select(label => $"by {label}"));
    }

    private static HashSet<string> LabelsOf(PromQl query) => [.. query.Selectors.SelectMany(selector => Series.All[selector.Metric])];

    [GeneratedRegex(@"\{\{\s*(\$labels\.)?(?<label>[a-z]\w*)\s*\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelInText();

    [GeneratedRegex(@"^label_values\((?<metric>\w+)(\{[^}]*\})?, (?<label>\w+)\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelValues();
}
