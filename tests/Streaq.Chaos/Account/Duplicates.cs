using Streaq.Chaos.Tasks;

namespace Streaq.Chaos.Account;

/// <summary>Finds the reason of every attempt after a task's first: a planned retry, or the event that ended the attempt before.</summary>
internal sealed class Duplicates
{
    private readonly SortedDictionary<string, int> _explained = new(StringComparer.Ordinal);
    private readonly List<string> _unexplained = [];
    private readonly List<string> _counted = [];

    public Duplicates(Attempts attempts, Sessions sessions)
    {
        foreach (var (id, list) in attempts.ByTask)
        {
            // By number: a worker that was stopped may begin an attempt after its successor.
            var inTurn = list.OrderBy(attempt => attempt.Number).ThenBy(attempt => attempt.BeganAt).ToList();
            foreach (var (before, attempt) in inTurn.Zip(inTurn.Skip(1)))
            {
                if (before.IsRetried && before.TaskName == ChaosTasks.Retrying.Name)
                {
                    PlannedRetries++;
                }
                else if (sessions.Explain(before.Session) is { } reason)
                {
                    _explained[reason] = _explained.GetValueOrDefault(reason) + 1;
                    NoteGivenBack(before, attempt, sessions);
                }
                else
                {
                    _unexplained.Add($"{id} ({attempt.TaskName}): attempt {attempt.Number} on {attempt.Session} after attempt {before.Number} on {before.Session}, settled as {before.Outcome ?? "unknown"}");
                }
            }
        }
    }

    public int PlannedRetries { get; }

    /// <summary>The number of repeated attempts by their explanation.</summary>
    public IReadOnlyDictionary<string, int> Explained => _explained;

    public IReadOnlyList<string> Unexplained => _unexplained;

    /// <summary>The number of attempts that went on with their number at another worker after their worker had left.</summary>
    public int GivenBack { get; private set; }

    /// <summary>Tasks of a worker that left in order whose next attempt nevertheless has another number.</summary>
    public IReadOnlyList<string> Counted => _counted;

    private void NoteGivenBack(Attempt before, Attempt attempt, Sessions sessions)
    {
        if (!sessions.HasLeftWithAll(before.Session) || before.IsSettled)
        {
            return;
        }

        if (attempt.Number == before.Number)
        {
            GivenBack++;
        }
        else
        {
            _counted.Add($"{attempt.TaskId}: attempt {attempt.Number} after {before.Session} left while it ran attempt {before.Number}");
        }
    }
}
