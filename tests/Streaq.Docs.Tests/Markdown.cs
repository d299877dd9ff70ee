using System.Text.RegularExpressions;

namespace Streaq.Docs.Tests;

/// <summary>Reads the parts of a page that tests check.</summary>
internal static partial class Markdown
{
    /// <summary>Returns the blocks fenced as <c>csharp</c>, each with the number of its first line.</summary>
    public static IEnumerable<(int Line, string Code)> CSharpBlocks(string page) =>
        from block in Blocks(page)
        where block.Fence is "```csharp" or "```cs" or "```c#"
        select (block.Line, block.Code);

    /// <summary>Returns all blocks, each with its fence and the number of its first line.</summary>
    public static IEnumerable<(string Fence, int Line, string Code)> Blocks(string page)
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
                yield return (fence, number - block.Count, string.Join('\n', block));
                block.Clear();
                fence = "";
            }
            else
            {
                block.Add(line);
            }
        }
    }

    /// <summary>Returns the targets of links within the repository: a file (empty for the page itself), and an anchor if any.</summary>
    public static IEnumerable<(string File, string Anchor)> Links(string page) =>
        from match in Link().Matches(page)
        let target = match.Groups["target"].Value
        where !target.Contains(':')
        let parts = target.Split('#', 2)
        select (parts[0], parts.Length > 1 ? parts[1] : "");

    /// <summary>Returns the anchors that GitHub gives a page's headings.</summary>
    public static IReadOnlySet<string> Anchors(string page)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (var heading in Lines(page).Where(line => line.Fence.Length == 0 && Heading().IsMatch(line.Text)))
        {
            var text = Link().Replace(heading.Text.TrimStart('#').Trim(), "]");
            var anchor = new string([.. text.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')]).Replace(' ', '-');
            // Headings with the same text get numbers.
            var unique = anchor;
            for (var number = 1; !anchors.Add(unique); number++)
            {
                unique = $"{anchor}-{number}";
            }
        }

        return anchors;
    }

    /// <summary>Returns the commands for a reader to type: lines of a shell, and code in the text, up to a comment or a pipe.</summary>
    public static IEnumerable<string> Commands(string page)
    {
        foreach (var (line, fence) in Lines(page).Where(line => line.Fence is "" or "```console" or "```sh" or "```bash"))
        {
            var typed = fence.Length > 0 ? [Prompt().Match(line)] : (IEnumerable<Match>)InlineCode().Matches(line);
            foreach (var command in typed.Where(match => match.Success).Select(match => match.Groups["command"].Value))
            {
                yield return command.Split(" # ")[0].Split(" | ")[0].Trim();
            }
        }
    }

    /// <summary>Returns the lines that are no fences, each with the fence of its block, if any.</summary>
    private static IEnumerable<(string Text, string Fence)> Lines(string page)
    {
        var fence = "";
        foreach (var line in page.Split('\n'))
        {
            if (!line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                yield return (line, fence);
            }
            else
            {
                fence = fence.Length == 0 ? line.Trim() : "";
            }
        }
    }

    /// <summary>Returns the text without indentation and without empty lines at its ends.</summary>
    public static string WithoutIndentation(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim())).Trim('\n');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex("^#{1,6} ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s*(\$ )?(?<command>.+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Prompt();

    [GeneratedRegex("`(?<command>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InlineCode();
}
