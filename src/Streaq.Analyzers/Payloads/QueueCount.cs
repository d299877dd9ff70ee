using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Streaq.Analyzers;

/// <summary>
/// How many queues a project may add: how often its text has the name of that call. Rather too many, such as of a comment, than too few.
/// </summary>
internal static class QueueCount
{
    private static readonly string[] Calls = ["AddStreaq(", "AddKeyedStreaq("];

    /// <summary>A file is looked at once for as long as it is the same.</summary>
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
