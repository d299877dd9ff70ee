namespace Streaq.Docs.Tests;

/// <summary>What the pages show is what compiles, and what they link to is there.</summary>
public sealed class PageTests
{
    private static readonly string[] Samples =
        [.. Repository.SampleSources.Select(path => $"\n{Markdown.WithoutIndentation(File.ReadAllText(path).ReplaceLineEndings("\n"))}\n")];

    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void CSharpBlock_OfAPage_StandsInASample(string page)
    {
        var missing = Markdown.CSharpBlocks(Read(page)).Where(block => !IsInASample(block.Code)).Select(block => $"{page}:{block.Line}").ToList();

        Assert.True(missing.Count == 0, $"Not found in any file under samples/: {string.Join(", ", missing)}");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void FileLink_OfAPage_LeadsToAFile(string page)
    {
        var directory = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;

        var broken = Markdown.FileLinks(Read(page)).Where(target => !Path.Exists(Path.Combine(directory, target))).ToList();

        Assert.True(broken.Count == 0, $"{page} links to what is not there: {string.Join(", ", broken)}");
    }

    [Fact]
    public void Readme_HasCodeToCheck() => Assert.NotEmpty(Markdown.CSharpBlocks(Read("README.md")));

    [Fact]
    public void CSharpBlock_ThatNoSampleHas_IsFound()
    {
        var block = Assert.Single(Markdown.CSharpBlocks("text\n```csharp\nstreaq.DoWhatNobodyWrote();\n```\n"));

        Assert.Equal(3, block.Line);
        Assert.False(IsInASample(block.Code));
    }

    private static bool IsInASample(string code) =>
        Samples.Any(sample => sample.Contains($"\n{Markdown.WithoutIndentation(code)}\n", StringComparison.Ordinal));

    private static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");
}
