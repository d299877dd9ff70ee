using System.Text.RegularExpressions;
using Streaq.Deploy.Tests.Prometheus;

namespace Streaq.Deploy.Tests;

/// <summary>The runbook tells the person on call what to do for each alert.</summary>
public sealed partial class RunbookTests
{
    private const string Page = "docs/operations.md";

    private static readonly IReadOnlyList<(string Title, string Text)> Sections =
        [.. Section().Matches(File.ReadAllText(DeployFiles.FullPath(Page)).ReplaceLineEndings("\n")).Select(match => (match.Groups["title"].Value, match.Groups["text"].Value))];

    [Fact]
    public void Alert_LeadsToItsRunbook() => Assert.All(Rules.Alerts, alert =>
    {
        var name = alert["alert"].Text;
        Assert.Equal($"{Page}#{name.ToLowerInvariant()}", alert["annotations"]["runbook_url"].Text);
        var text = Assert.Single(Sections, section => section.Title == name).Text;
        Assert.Contains("**Means**", text, StringComparison.Ordinal);
        Assert.Contains("**Do**", text, StringComparison.Ordinal);
    });

    [Fact]
    public void Runbook_IsThatOfAnAlert() =>
        Assert.Equal(Rules.Alerts.Select(alert => alert["alert"].Text).Order(), Sections.Select(section => section.Title).Order());

    [GeneratedRegex(@"^### (?<title>Streaq\w+)\n(?<text>.*?)(?=^##|\z)", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Section();
}
