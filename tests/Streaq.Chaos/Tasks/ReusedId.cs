namespace Streaq.Chaos.Tasks;

/// <summary>
/// An id that a first task has, which fails, and then a second one, while the first is a dead letter. The account has each as a life
/// of the id, and a replay of the first as a third.
/// </summary>
internal static class ReusedId
{
    /// <summary>After this the id is free again.</summary>
    public static readonly TimeSpan RecordTtl = TimeSpan.FromMilliseconds(300);

    public static string LifeOf(string id, int life, bool isReplay) => $"{id}~{life}{(isReplay ? "r" : "")}";
}
