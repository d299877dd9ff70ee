namespace Streaq.Chaos.Tasks;

/// <summary>
/// An id of a first task, which fails, and then of a second one, while the first is a dead letter. The account treats each as a life of the
/// id, and a replay of the first as a third life.
/// </summary>
internal static class ReusedId
{
    /// <summary>The time after which the id is free again.</summary>
    public static readonly TimeSpan RecordTtl = TimeSpan.FromMilliseconds(300);

    public static string LifeOf(string id, int life, bool isReplay) => $"{id}~{life}{(isReplay ? "r" : "")}";
}
