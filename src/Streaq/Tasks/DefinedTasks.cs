using System.Collections.Concurrent;

namespace Streaq.Tasks;

/// <summary>
/// The names of the tasks that this process has defined. Metrics have no other names as tags: names read from Redis may be any text, in any
/// number.
/// </summary>
internal static class DefinedTasks
{
    private static readonly ConcurrentDictionary<string, bool> Names = new(StringComparer.Ordinal);

    public static void Add(string name) => Names.TryAdd(name, true);

    public static bool Contains(string name) => Names.ContainsKey(name);
}
