using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Streaq.Analyzers;

/// <summary>
/// Counts the queues that a project may add: how often the name of that call occurs in its text. A comment counts as well, since too many
/// are better than too few.
/// </summary>
internal static class QueueCount
{
    private static readonly string[] Calls = ["AddStreaq(", "AddKeyedStreaq("];

    /// <summary>The counts of files, which are searched again only when they change.</summary>
    private static readonly ConditionalWeakTable<SyntaxTree, StrongBox<int>> Known = new();

    public static int Of(Compilation compilation) =>
        compilation.SyntaxTrees.Sum(tree => Known.GetValue(tree, static key => new StrongBox<int>(In(key.GetText().ToString()))).Value);

    private static int In(string text)
    {
        var count = 0;
        foreach (var call in Calls)
        {
            for (var at = text.IndexOf(call, StringComparison.Ordinal); at >= 0; at = text.IndexOf(call, at + 1, StringComparison.Ordinal))
            {
                count++;
            }
        }

        return count;
    }
}
