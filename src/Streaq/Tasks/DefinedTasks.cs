using System.Collections.Concurrent;

namespace Streaq.Tasks;

/// <summary>
/// The names of the tasks that this process has defined. Whatever else is read from Redis may be any text, and there is no end of it: no
/// measurement has it as a tag.
/// </summary>
internal static class DefinedTasks
{
    private static readonly ConcurrentDictionary<string, bool> Names = new(StringComparer.Ordinal);

    public static void Add(string name) => Names.TryAdd(name, true);

    public static bool Contains(string name) => Names.ContainsKey(name);
}
