namespace Streaq.Docs.Tests;

/// <summary>Code on the pages compiles, and links lead to files and headings that exist.</summary>
public sealed class PageTests
{
    private static readonly string[] Samples =
        [.. Repository.SampleSources.Select(path => $"\n{Markdown.WithoutIndentation(File.ReadAllText(path).ReplaceLineEndings("\n"))}\n")];

    public static TheoryData<string> Pages => [.. Repository.Pages];

    public static TheoryData<string> AllPages => [.. Repository.AllPages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void CSharpBlock_OfAPage_StandsInASample(string page)
    {
        var missing = Markdown.CSharpBlocks(Read(page)).Where(block => !IsInASample(block.Code)).Select(block => $"{page}:{block.Line}").ToList();

        Assert.True(missing.Count == 0, $"Not found in any file under samples/: {string.Join(", ", missing)}");
    }

    /// <summary>Code that must not compile is on the page of the rule that reports it. The tests of the analyzers check it there.</summary>
    [Theory]
    [MemberData(nameof(AllPages))]
    public void CSharpBlock_WithARulesId_StandsOnThatRulesPage(string page)
    {
        var marked = Markdown.Blocks(Read(page)).Select(block => block.Fence)
            .Where(fence => fence.StartsWith("```c", StringComparison.Ordinal) && fence.Contains(' ')).ToList();

        Assert.All(marked, fence => Assert.Equal($"docs/analyzers/{fence.Split(' ', 2)[1]}.md", page));
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Link_OfAPage_LeadsToAFileAndAHeading(string page)
    {
        var directory = Path.GetDirectoryName(page)!;

        var broken = Markdown.Links(Read(page)).Where(link => !Leads(link.File.Length == 0 ? page : Path.Combine(directory, link.File), link.Anchor)).ToList();

        Assert.True(broken.Count == 0, $"{page} links to what is not there: {string.Join(", ", broken)}");
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public void MakeCommand_OfAPage_HasATarget(string page)
    {
        var targets = File.ReadLines(Path.Combine(Repository.Root, "Makefile"))
            .Where(line => line.Contains(':') && char.IsAsciiLetter(line[0])).Select(line => line.Split(':')[0]).ToHashSet();

        var unknown = Markdown.Commands(Read(page)).Where(command => command.StartsWith("make ", StringComparison.Ordinal))
            .Where(command => !targets.Contains(command.Split(' ')[1])).ToList();

        Assert.True(unknown.Count == 0, $"{page} names what the Makefile does not have: {string.Join(", ", unknown)}");
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public void DotnetRun_OfAPage_NamesAProject(string page)
    {
        const string command = "dotnet run --project ";

        var unknown = Markdown.Commands(Read(page)).Where(line => line.StartsWith(command, StringComparison.Ordinal))
            .Select(line => line[command.Length..].Split(' ')[0])
            .Where(project => !Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*.csproj").Any()).ToList();

        Assert.True(unknown.Count == 0, $"{page} runs what is no project: {string.Join(", ", unknown)}");
    }

    /// <summary>The decision records have an index of their own.</summary>
    [Theory]
    [InlineData("docs", "decisions/0")]
    [InlineData("docs/decisions", "README.md")]
    public void Index_NamesEveryPage(string folder, string elsewhere)
    {
        var directory = Path.Combine(Repository.Root, folder);
        var named = Markdown.Links(Read($"{folder}/README.md")).Select(link => link.File).ToHashSet();

        var pages = Directory.EnumerateFiles(directory, "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(directory, path).Replace('\\', '/'))
            .Where(path => path != "README.md" && !path.StartsWith(elsewhere, StringComparison.Ordinal)).ToList();
        var missing = pages.Where(path => !named.Contains(path)).ToList();

        Assert.NotEmpty(pages);
        Assert.True(missing.Count == 0, $"{folder}/README.md does not name {string.Join(", ", missing)}");
    }

    [Fact]
    public void Links_AnchorsAndCommands_AreFound()
    {
        const string page = "# A `b`, C-d\n## A `b`, C-d\nSee [x](y.md#z) and `make tea`.\n```console\n$ make coffee   # now\n# no heading\n```\n```csharp\nmake no sense\n```\n";

        Assert.Equal([("y.md", "z")], Markdown.Links(page));
        Assert.Equal(["a-b-c-d", "a-b-c-d-1"], Markdown.Anchors(page).Order(StringComparer.Ordinal));
        Assert.Equal(["b", "b", "make tea", "make coffee", "# no heading"], Markdown.Commands(page));
    }

    [Fact]
    public void Readme_HasCodeToCheck() => Assert.NotEmpty(Markdown.CSharpBlocks(Read("README.md")));

    [Fact]
    public void CSharpBlock_ThatNoSampleHas_IsFound()
    {
        var block = Assert.Single(Markdown.CSharpBlocks("text\n```csharp\nstreaq.DoWhatNoSampleHas();\n```\n"));

        Assert.Equal(3, block.Line);
        Assert.False(IsInASample(block.Code));
    }

    private static bool IsInASample(string code) =>
        Samples.Any(sample => sample.Contains($"\n{Markdown.WithoutIndentation(code)}\n", StringComparison.Ordinal));

    private static bool Leads(string file, string anchor) =>
        Path.Exists(Path.Combine(Repository.Root, file)) && (anchor.Length == 0 || Markdown.Anchors(Read(file)).Contains(anchor));

    private static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");
}
