using System.Reflection;

namespace Streaq.Tests.FromStreaq;

public sealed class TableTests
{
    private const string Heading = "# From streaQ";

    [Fact]
    public void Rows_OfThePage_HaveATestByTheirNameEach()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs/guides/from-streaq.md"))
            .SkipWhile(line => line != Heading).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split('|')[1].Trim())
            .Where(name => name.Length > 0 && name != "in streaQ");
        var tests = typeof(TableTests).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(FromStreaqTest)))
            .SelectMany(type => type.GetMethods()).Select(method => method.GetCustomAttribute<TheoryAttribute>()?.DisplayName).OfType<string>();

        Assert.Equal(rows.Order(StringComparer.Ordinal), tests.Order(StringComparer.Ordinal));
    }
}
