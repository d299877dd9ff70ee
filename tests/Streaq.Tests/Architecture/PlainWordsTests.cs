using System.Text.RegularExpressions;

namespace Streaq.Tests.Architecture;

/// <summary>Refuses words that hide who acts, or that few readers use. CONTRIBUTING.md has the alternatives.</summary>
public sealed partial class PlainWordsTests
{
    /// <summary>The folders with text for readers; <c>.</c> stands for the pages of the root.</summary>
    public static TheoryData<string> Folders => [".", "benchmarks", "deploy", "docs", "samples", "src", "tests"];

    /// <summary>These two quote the words.</summary>
    private static readonly string[] Excluded = ["CONTRIBUTING.md", "tests/Streaq.Tests/Architecture/PlainWordsTests.cs"];

    private static readonly string[] Patterns =
        ["*.cs", "*.csproj", "*.json", "*.lua", "*.md", "*.props", "*.sh", "*.targets", "*.yaml", "*.yml"];

    private static readonly string[] Generated = ["artifacts", "bin", "node_modules", "obj"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Texts_OfAFolder_HavePlainWords(string folder)
    {
        var files = Files(folder).ToList();
        var found =
            from file in files
            from line in File.ReadLines(Path.Combine(Repository.Root, file)).Select((text, index) => (Text: text, Number: index + 1))
            from word in Words(line.Text)
            select $"{file}:{line.Number} says '{word}'";

        Assert.NotEmpty(files);
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("// Nobody listens, hence nothing is sent anew.", "Nobody", "hence", "anew")]
    [InlineData("public void Task_ThatNobodyWants_EndsForWhoeverWaits()", "Nobody", "Whoever")]
    [InlineData("\"nobody-serves-it\" to whom", "nobody", "whom")]
    [InlineData("Replay_UnderANewId(henceforward, whomever);")]
    public void Words_OfALine_AreFoundInTextsAndNames(string line, params string[] words) => Assert.Equal(words, Words(line));

    private static IEnumerable<string> Words(string line) => Avoided().Matches(line).Select(match => match.Value);

    private static IEnumerable<string> Files(string folder) =>
        from pattern in folder == "." ? ["*.md"] : Patterns
        from path in Directory.EnumerateFiles(
            Path.Combine(Repository.Root, folder), pattern, folder == "." ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories)
        let file = Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')
        where !file.Split('/').Intersect(Generated).Any() && !Excluded.Any(start => file.StartsWith(start, StringComparison.Ordinal))
        select file;

    /// <summary>The words in any case, and capitalized within a name.</summary>
    [GeneratedRegex(
        @"\b(?i:nobody|somebody|whoever|anybody|anew|whom|thereof|hence|henceforth)\b"
        + "|(?:Nobody|Somebody|Whoever|Anybody|Anew|Whom|Thereof|Hence|Henceforth)(?![a-z])",
        RegexOptions.None,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Avoided();
}
