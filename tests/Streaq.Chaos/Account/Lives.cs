using Streaq.Chaos.Producers;
using Streaq.Chaos.Tasks;

namespace Streaq.Chaos.Account;

/// <summary>What must not have happened to ids that several tasks had one after the other.</summary>
internal static class Lives
{
    /// <summary>Acknowledged, and no handler of them got to its end.</summary>
    public static IEnumerable<string> Lost(ReplayBook book, Attempts attempts) =>
        book.Lives.Where(life => !attempts.ByTask.TryGetValue(life, out var list) || !list.Exists(attempt => attempt.IsRun));

    /// <summary>Replayed though the task that had the id or the key had not run to its end.</summary>
    public static IEnumerable<string> TooEarly(ReplayBook book, Attempts attempts) =>
        from replay in book.Done
        where !attempts.ByTask.TryGetValue(replay.User, out var list)
            || !list.Exists(attempt => attempt.IsRun && attempt.EndedAt <= replay.AnsweredAt)
        select $"{replay.Id} while {replay.User} was in the queue";

    /// <summary>The account asks the queue of all other tasks; records of these expire soon.</summary>
    public static bool AreOf(IReadOnlyList<Attempt> attempts) => attempts[0].TaskName == ChaosTasks.Reused.Name;
}
