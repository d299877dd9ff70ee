using Streaq.Chaos.Tasks;

namespace Streaq.Chaos.Account;

/// <summary>
/// Finds what must never happen, whatever breaks: an outcome stored by a worker whose task another worker already had, two outcomes of a
/// task, a slot fired twice, two unique tasks or two tasks of one id at the same time.
/// </summary>
internal static class Fences
{
    public static IEnumerable<string> Breaches(Attempts attempts, Sessions sessions) =>
        attempts.ByTask.Values.SelectMany(OfATask)
            .Concat(OfSlots(attempts))
            .Concat(OfKeys(attempts, sessions, ChaosTasks.Unique.Name, most: 1))
            .Concat(OfKeys(attempts, sessions, ChaosTasks.Limited.Name, most: 2))
            .Concat(OfKeys(attempts, sessions, ChaosTasks.Reused.Name, most: 1));

    private static IEnumerable<string> OfATask(List<Attempt> attempts)
    {
        var ends = attempts.Where(attempt => attempt.IsSettled && !attempt.IsRetried).ToList();
        if (ends.Count > 1)
        {
            yield return $"{attempts[0].TaskId} has {ends.Count} stored outcomes, of attempts {string.Join(", ", ends.Select(end => $"{end.Number} on {end.Session}"))}";
        }

        foreach (var end in ends)
        {
            if (attempts.Find(attempt => attempt.Number > end.Number) is { } later)
            {
                yield return $"{end.TaskId}: {end.Session} stored the outcome of attempt {end.Number}, though {later.Session} had attempt {later.Number}";
            }
        }
    }

    private static IEnumerable<string> OfSlots(Attempts attempts) =>
        attempts.ByTask.Values.Select(list => list[0]).Where(attempt => attempt.TaskName == ChaosTasks.Cron)
            .GroupBy(attempt => attempt.Key, StringComparer.Ordinal).Where(slot => slot.Count() > 1)
            .Select(slot => $"slot {slot.Key} was fired as {string.Join(" and ", slot.Select(attempt => attempt.TaskId))}");

    /// <summary>Counts only attempts of workers that certainly had their lease: nothing can stop a handler after a lease is lost.</summary>
    private static IEnumerable<string> OfKeys(Attempts attempts, Sessions sessions, string task, int most)
    {
        var held = attempts.ByTask.Values.SelectMany(list => list)
            .Where(attempt => attempt.TaskName == task && attempt.EndedAt is { } end && !sessions.MayHaveEndedBy(attempt.Session, end))
            .GroupBy(attempt => attempt.Key, StringComparer.Ordinal);
        foreach (var key in held)
        {
            var running = new List<Attempt>();
            foreach (var attempt in key.OrderBy(attempt => attempt.BeganAt))
            {
                running.RemoveAll(other => other.EndedAt <= attempt.BeganAt);
                running.Add(attempt);
                if (running.Count > most)
                {
                    yield return $"{running.Count} of {task} with key {key.Key} ran at a time: {string.Join(", ", running.Select(one => $"{one.TaskId} on {one.Session}"))}";
                }
            }
        }
    }
}
