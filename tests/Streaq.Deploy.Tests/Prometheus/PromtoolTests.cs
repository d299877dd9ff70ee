using System.Globalization;
using System.Text.RegularExpressions;

namespace Streaq.Deploy.Tests.Prometheus;

/// <summary>Prometheus accepts the files, and each alert fires only when it should.</summary>
public sealed partial class PromtoolTests
{
    private static readonly string Folder = DeployFiles.FullPath(DeployFiles.Folder + "/prometheus");

    [Fact]
    public async Task Config_IsWhatPrometheusReads() => Succeeded(await Promtool.RunAsync(Folder, "check", "config", "prometheus.yaml"));

    [Fact]
    public async Task Rules_PassTheirTests() => Succeeded(await Promtool.RunAsync(Folder, ["test", "rules", .. Tests(Folder)]));

    public static TheoryData<string> Dashboards => [.. DeployFiles.Dashboards];

    [Theory]
    [MemberData(nameof(Dashboards))]
    public async Task Expression_OfADashboard_IsWhatPrometheusParses(string file)
    {
        var expressions = Node.Load(file).All().Select(node => node["expr"].Text).Where(text => text.Length > 0).Distinct().ToList();
        var folder = Directory.CreateTempSubdirectory("streaq-dashboard-");
        try
        {
            // Grafana's variables are replaced by possible values.
            var rules = expressions.Select((text, i) => $"  - record: x:{i}\n    expr: |\n      {text.Replace("$__rate_interval", "1m").Replace("$__range", "1h")}\n");
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "rules.yaml"), $"groups:\n- name: x\n  rules:\n{string.Concat(rules)}");

            var run = await Promtool.RunAsync(folder.FullName, "check", "rules", "rules.yaml");

            Succeeded(run);
            Assert.Contains($"{expressions.Count} rules found", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Alert_HasATestInWhichItFiresAndOneInWhichItDoesNot()
    {
        var tests = DeployFiles.RuleTests.SelectMany(file => Node.Load(file)["tests"].Items).SelectMany(test => test["alert_rule_test"].Items)
            .ToLookup(test => test["alertname"].Text, test => test["exp_alerts"].Items.Count > 0);

        Assert.All(Rules.Alerts, alert => Assert.Equal([false, true], tests[alert["alert"].Text].Distinct().Order()));
    }

    public static TheoryData<string, int, double> Thresholds
    {
        get
        {
            var data = new TheoryData<string, int, double>();
            foreach (var alert in Rules.Alerts)
            {
                foreach (var (match, number) in Threshold().Matches(alert["expr"].Text).Select((match, number) => (match, number)))
                {
                    var value = double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
                    data.Add(alert["alert"].Text, number, value == 0 ? 1_000_000 : value * 2);
                    data.Add(alert["alert"].Text, number, value == 0 ? -1 : value / 2);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Thresholds))]
    public async Task Rules_WithAnotherThreshold_FailTheirTests(string alert, int number, double threshold)
    {
        var folder = Directory.CreateTempSubdirectory("streaq-rules-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "rules")))
            {
                File.Copy(file, Path.Combine(folder.CreateSubdirectory("rules").FullName, Path.GetFileName(file)));
            }

            var rules = Path.Combine(folder.FullName, "rules", "alerts.yaml");
            await File.WriteAllTextAsync(rules, Replace(await File.ReadAllTextAsync(rules), alert, number, threshold));
            // Tests of other alerts have passed with the same rules already.
            var test = Path.Combine(folder.CreateSubdirectory("tests").FullName, "test.yaml");
            await File.WriteAllTextAsync(test, TestsOf(alert));

            var (exitCode, output) = await Promtool.RunAsync(folder.FullName, "test", "rules", "tests/test.yaml");

            Assert.NotEqual(0, exitCode);
            Assert.Contains($"alertname: {alert}", output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Replace(string rules, string alert, int number, double threshold)
    {
        var start = rules.IndexOf($"- alert: {alert}\n", StringComparison.Ordinal);
        var match = Threshold().Matches(rules, rules.IndexOf("expr:", start, StringComparison.Ordinal))[number];
        var value = match.Groups["value"];
        return rules[..value.Index] + threshold.ToString(CultureInfo.InvariantCulture) + rules[(value.Index + value.Length)..];
    }

    /// <summary>Returns one file with the tests of all files that name the alert.</summary>
    private static string TestsOf(string alert)
    {
        const string begin = "  - name: ";
        var files = Tests(Folder).Select(file => File.ReadAllText(Path.Combine(Folder, file)).Split(begin)).ToList();
        return string.Join(begin, files.SelectMany(parts => parts.Skip(1)).Where(part => part.Contains($"alertname: {alert}\n")).Prepend(files[0][0]));
    }

    private static IEnumerable<string> Tests(string folder) =>
        Directory.EnumerateFiles(Path.Combine(folder, "tests"), "*.yaml").Select(path => Path.GetRelativePath(folder, path));

    private static void Succeeded((int ExitCode, string Output) run) => Assert.True(run.ExitCode == 0, run.Output);

    // Not the sign of a folded scalar: a dash follows that.
    [GeneratedRegex(@"> (?<value>\d+(\.\d+)?)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Threshold();
}
