using System.Text.RegularExpressions;

namespace Streaq.Docs.Tests.Traces;

/// <summary>
/// The traces in the guides are those that their code creates. A page marks each by the comment <c>trace: NAME</c> before its block.
/// STREAQ_APPROVE=1 writes the block.
/// </summary>
public sealed partial class GuideTraceTests
{
    public static TheoryData<string> Names => [.. GuideStories.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Trace_OfAGuide_IsWhatItsCodeMakes(string name)
    {
        var trace = await GuideStories.All[name]();

        var (page, marked) = Marks().Single(mark => mark.Match.Groups["name"].Value == name);
        if (Environment.GetEnvironmentVariable("STREAQ_APPROVE") == "1")
        {
            var path = Path.Combine(Repository.Root, page);
            var block = $"<!-- trace: {name} -->\n```text\n{trace}\n```\n";
            await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace(marked.Value, block));
            return;
        }

        Assert.Equal(trace, marked.Groups["trace"].Value);
    }

    [Fact]
    public void Marks_OfAllPages_NameAStoryEach()
    {
        var names = Marks().Select(mark => mark.Match.Groups["name"].Value).Order(StringComparer.Ordinal);

        Assert.Equal(GuideStories.All.Keys.Order(StringComparer.Ordinal), names);
    }

    private static IEnumerable<(string Page, Match Match)> Marks() =>
        from page in Repository.Pages
        from match in Mark().Matches(File.ReadAllText(Path.Combine(Repository.Root, page)))
        select (page, match);

    [GeneratedRegex(
        @"<!-- trace: (?<name>[a-z-]+) -->\n```text\n(?<trace>.*?)\n?```\n",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mark();
}
