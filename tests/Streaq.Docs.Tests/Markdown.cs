using System.Text.RegularExpressions;

namespace Streaq.Docs.Tests;

/// <summary>What the tests look for in a page.</summary>
internal static partial class Markdown
{
    /// <summary>The blocks fenced as <c>csharp</c>, each with the number of its first line.</summary>
    public static IEnumerable<(int Line, string Code)> CSharpBlocks(string page)
    {
        var block = new List<string>();
        var fence = "";
        var number = 0;
        foreach (var line in page.Split('\n'))
        {
            number++;
            var text = line.Trim();
            if (fence.Length == 0)
            {
                fence = text.StartsWith("```", StringComparison.Ordinal) ? text : "";
            }
            else if (text == "```")
            {
                if (fence is "```csharp" or "```cs" or "```c#")
                {
                    yield return (number - block.Count, string.Join('\n', block));
                }

                block.Clear();
                fence = "";
            }
            else
            {
                block.Add(line);
            }
        }
    }

    /// <summary>The targets of links to files, without their anchors.</summary>
    public static IEnumerable<string> FileLinks(string page) =>
        Link().Matches(page).Select(match => match.Groups["target"].Value.Split('#')[0]).Where(target => target.Length > 0 && !target.Contains(':'));

    /// <summary>The same text without indentation and empty lines at its ends.</summary>
    public static string WithoutIndentation(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim())).Trim('\n');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
