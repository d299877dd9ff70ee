namespace Streaq.Docs.Tests.Traces;

/// <summary>A guide begins with its benefit and a short, complete example, and shows the trace of that.</summary>
public sealed class GuideTests
{
    private const int LongestExample = 20;

    /// <summary>Pages that build up one program, command by command.</summary>
    private static readonly string[] Tutorials = ["aspnet-core.md", "first-task.md"];

    /// <summary>Pages whose subject creates no span and changes none.</summary>
    private static readonly string[] WithoutTraces =
    [
        "command-line.md", "configuration.md", "health-checks.md", "high-availability.md", "look-ups.md", "native-aot.md",
        "sampling.md", "security.md",
    ];

    public static TheoryData<string> Guides => [.. All];

    public static TheoryData<string> Subjects => [.. All.Except(Tutorials)];

    private static IEnumerable<string> All =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "guides"), "*.md").Select(path => Path.GetFileName(path)!);

    [Theory]
    [MemberData(nameof(Subjects))]
    public void Guide_OfOneSubject_BeginsWithAShortExample(string guide)
    {
        var beginning = Read(guide).Split("\n## ")[0];

        var examples = Markdown.Blocks(beginning).Where(block => block.Fence is "```csharp" or "```console").ToList();

        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.InRange(example.Code.Split('\n').Length, 1, LongestExample));
    }

    [Theory]
    [MemberData(nameof(Guides))]
    public void Guide_OfTasks_ShowsATrace(string guide)
    {
        var page = Read(guide);

        var isShown = page.Contains("<!-- trace: ", StringComparison.Ordinal)
            || Markdown.Blocks(page).Any(block => block.Fence == "```text" && block.Code.Contains("└─ process ", StringComparison.Ordinal))
            || page.Contains("](../pictures/", StringComparison.Ordinal);

        Assert.NotEqual(isShown, WithoutTraces.Contains(guide));
    }

    private static string Read(string guide) => File.ReadAllText(Path.Combine(Repository.Root, "docs", "guides", guide)).ReplaceLineEndings("\n");
}
