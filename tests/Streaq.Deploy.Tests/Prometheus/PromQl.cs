using System.Text.RegularExpressions;

namespace Streaq.Deploy.Tests.Prometheus;

/// <summary>The metrics and labels that an expression names.</summary>
internal sealed partial record PromQl(IReadOnlyList<PromQl.Selector> Selectors, IReadOnlyList<string> Grouping)
{
    private static readonly HashSet<string> Keywords = ["and", "or", "unless", "bool", "offset"];

    public static PromQl Parse(string expression)
    {
        var text = Quoted().Replace(expression, "\"\"");
        var grouping = new List<string>();
        text = GroupingClause().Replace(text, match =>
        {
            grouping.AddRange(match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            return " ";
        });
        text = Duration().Replace(text, " ");
        var selectors = Name().Matches(text)
            .Where(match => !Keywords.Contains(match.Groups["name"].Value))
            .Select(match => new Selector(match.Groups["name"].Value, [.. Matcher().Matches(match.Groups["matchers"].Value).Select(label => label.Groups["label"].Value)]))
            .ToList();
        return new PromQl(selectors, grouping);
    }

    /// <summary>A metric and the labels that select its series.</summary>
    internal sealed record Selector(string Metric, IReadOnlyList<string> Labels);

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.None, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GroupingClause();

    [GeneratedRegex(@"\[[^\]]*\]|\boffset\s+\d+\w", RegexOptions.None, 1000)]
    private static partial Regex Duration();

    // A name without a parenthesis after it, which would make it a function.
    [GeneratedRegex(@"(?<![\w:.])(?<name>[a-zA-Z_][\w:]*)(?![\w:]|\s*\()(\s*\{(?<matchers>[^}]*)\})?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"(?<label>\w+)\s*(=~|!~|!=|=)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Matcher();
}
