using Streaq.Chaos.Producers;

namespace Streaq.Chaos.Account;

/// <summary>Reads from the queue how every task ended.</summary>
internal sealed class Outcomes
{
    private const int AtOnce = 200;

    private readonly List<string> _lost = [];
    private readonly List<string> _wrong = [];
    private readonly List<string> _late = [];

    public int Succeeded { get; private set; }

    public int Failed { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Tasks that were acknowledged or seen to run, and have no outcome.</summary>
    public IReadOnlyList<string> Lost => _lost;

    /// <summary>Tasks with another outcome than expected.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>Attempts after the one whose outcome is stored.</summary>
    public IReadOnlyList<string> AfterTheEnd => _late;

    public static async Task<Outcomes> AskAsync(IStreaqClient client, Ledger ledger, Attempts attempts)
    {
        var outcomes = new Outcomes();
        foreach (var ids in ledger.Acknowledged.Keys.Union(Asked(attempts), StringComparer.Ordinal).Chunk(AtOnce))
        {
            foreach (var report in await Task.WhenAll(ids.Select(id => client.ReportAsync(id))))
            {
                outcomes.Add(report, ledger, attempts.ByTask.GetValueOrDefault(report.TaskId));
            }
        }

        return outcomes;
    }

    private static IEnumerable<string> Asked(Attempts attempts) =>
        attempts.ByTask.Where(task => !Lives.AreOf(task.Value)).Select(task => task.Key);

    private void Add(TaskReport report, Ledger ledger, List<Attempt>? attempts)
    {
        var (kind, expectation) = ledger.Acknowledged.TryGetValue(report.TaskId, out var entry) ? entry : ("cron or unanswered", Expectation.Success);
        if (report.Outcome is not { } outcome)
        {
            _lost.Add($"{report.TaskId} ({kind}) is {report.State}");
            return;
        }

        var refused = report.Error?.Type == typeof(TaskAlreadyRunningException).FullName;
        _ = outcome is TaskOutcome.Success ? Succeeded++ : refused ? Refused++ : Failed++;
        var right = expectation switch
        {
            Expectation.Success => outcome is TaskOutcome.Success,
            Expectation.Failure => outcome is TaskOutcome.Failure && !refused,
            _ => outcome is TaskOutcome.Success || refused,
        };
        if (!right)
        {
            _wrong.Add($"{report.TaskId} ({kind}) ended as {outcome} with {report.Error?.Type}: {report.Error?.Message}");
        }

        if (attempts?.Find(attempt => attempt.Number > report.Attempts) is { } later)
        {
            _late.Add($"{report.TaskId} ({kind}) ended with attempt {report.Attempts}, and attempt {later.Number} ran on {later.Session}");
        }
    }
}
