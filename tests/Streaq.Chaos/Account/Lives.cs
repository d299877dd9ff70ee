using Streaq.Chaos.Producers;
using Streaq.Chaos.Tasks;

namespace Streaq.Chaos.Account;

/// <summary>Finds what must not happen to ids that several tasks had one after the other.</summary>
internal static class Lives
{
    /// <summary>Lives that were acknowledged and whose handler never ran to its end.</summary>
    public static IEnumerable<string> Lost(ReplayBook book, Attempts attempts) =>
        book.Lives.Where(life => !attempts.ByTask.TryGetValue(life, out var list) || !list.Exists(attempt => attempt.IsRun));

    /// <summary>Replays that were accepted before the task with the id or the key had run to its end.</summary>
    public static IEnumerable<string> TooEarly(ReplayBook book, Attempts attempts) =>
        from replay in book.Done
        where !attempts.ByTask.TryGetValue(replay.User, out var list)
            || !list.Exists(attempt => attempt.IsRun && attempt.EndedAt <= replay.AnsweredAt)
        select $"{replay.Id} while {replay.User} was in the queue";

    /// <summary>Whether the attempts are of a reused id. Its records expire soon, so the account can't read them from the queue.</summary>
    public static bool AreOf(IReadOnlyList<Attempt> attempts) => attempts[0].TaskName == ChaosTasks.Reused.Name;
}
