using Streaq.Chaos.Faults;

namespace Streaq.Chaos.Account;

/// <summary>Settles the account of a run.</summary>
internal sealed class Settlement(Evidence evidence, IReadOnlyDictionary<string, List<EffectLine>> logs, TimeSpan lease)
{
    private readonly Balance _balance = new();
    private readonly Attempts _attempts = new(logs.Values.SelectMany(lines => lines));
    private readonly Sessions _sessions = new(logs, evidence.Stalls, evidence.Faults.All, lease);

    public async Task<Balance> RunAsync(IStreaqClient client, string redis)
    {
        var outcomes = await Outcomes.AskAsync(client, evidence.Ledger, _attempts);
        var duplicates = new Duplicates(_attempts, _sessions);
        CountFaults();
        CountEnqueues();
        _balance.Count("tasks that succeeded", outcomes.Succeeded);
        _balance.Count("tasks that failed, as planned", outcomes.Failed);
        _balance.Count("unique tasks refused", outcomes.Refused);
        CountReplays();
        CountAttempts(duplicates);
        _balance.MustBeNone("again without a reason", duplicates.Unexplained);
        _balance.MustBeNone("left running and then counted as a delivery", duplicates.Counted);
        _balance.MustBeNone("begun after the stop", [.. Stops.BegunAfter(logs, lease / 4)]);
        _balance.MustBeNone("lost", outcomes.Lost);
        _balance.MustBeNone("ended otherwise than they had to", outcomes.Wrong);
        _balance.MustBeNone("attempts after the stored outcome", outcomes.AfterTheEnd);
        _balance.MustBeNone("measured otherwise than their spans say", [.. Disagreements.Of(logs)]);
        _balance.MustBeNone("breached leases and locks", [.. Fences.Breaches(_attempts, _sessions)]);
        _balance.MustBeNone("lost of reused ids", [.. Lives.Lost(evidence.Replays, _attempts)]);
        _balance.MustBeNone("replayed while the id was in use", [.. Lives.TooEarly(evidence.Replays, _attempts)]);
        _balance.MustBeNone("replays with a wrong answer", [.. evidence.Replays.Wrong]);
        _balance.MustBeNone("keys left behind", await Leftovers.FindAsync(redis));
        _balance.MustBeNone("producers without an answer", evidence.Unanswered);
        _balance.MustBeNone("calls that threw what they should not", [.. evidence.Ledger.Startled]);
        _balance.MustBeNone("workers that crashed by themselves", evidence.Crashed);
        _balance.MustBeNone("workers that did not stop when asked", evidence.Stubborn);
        _balance.MustBeNone("workers that did not join a full Redis", evidence.Outside);
        return _balance;
    }

    private void CountFaults()
    {
        _balance.Count(evidence.Faults.All);
        _balance.Count("stalls of the machine or of Redis's disk", evidence.Stalls.Count);
        _balance.Count("worker kills and stops", evidence.Faults.Count(FaultKind.KillWorker, FaultKind.StopWorker));
        _balance.Count("stops beside slow services", Stops.Of(logs.Values));
        var throws = logs.Values.SelectMany(lines => lines).Where(line => line.Kind == 'T').CountBy(line => line.Words[0]);
        foreach (var (what, count) in throws.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            _balance.Count($"throws of a {what.Replace('_', ' ')}", count);
        }

        _balance.Count("throws of the producers' listeners", evidence.Ledger.Thrown);
    }

    private void CountEnqueues()
    {
        var acknowledged = evidence.Ledger.Acknowledged;
        _balance.Count("enqueues acknowledged", acknowledged.Count);
        foreach (var (kind, count) in acknowledged.Values.CountBy(entry => entry.Kind).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            _balance.Count($"  {kind}", count);
        }

        _balance.Count("enqueues repeated with the same id", evidence.Ledger.Repeated);
        _balance.Count("batches without an answer", evidence.Ledger.Unanswered);
    }

    private void CountReplays()
    {
        var replays = evidence.Replays;
        _balance.Count("acknowledged of reused ids", replays.Lives.Count);
        foreach (var result in Enum.GetValues<ReplayResult>())
        {
            _balance.Count($"replays answered {result}", replays.Answered(result));
        }

        _balance.Count("reused ids without an answer", replays.Unanswered);
    }

    private void CountAttempts(Duplicates duplicates)
    {
        _balance.Count("tasks with attempts", _attempts.ByTask.Count);
        _balance.Count("attempts executed", _attempts.Count);
        _balance.Count("  planned retries", duplicates.PlannedRetries);
        foreach (var (reason, count) in duplicates.Explained)
        {
            _balance.Count($"  again after {reason}", count);
        }

        _balance.Count("  of these, given back as the same attempt", duplicates.GivenBack);
        _balance.Count("given back by workers that left", _sessions.GivenBack);
    }
}
