namespace Streaq.Chaos.Account;

/// <summary>An attempt that began.</summary>
internal sealed class Attempt(EffectLine began)
{
    public string TaskId => began.TaskId;

    public int Number => began.Attempt;

    public string Session => began.Session;

    public string TaskName => began.TaskName;

    public string Key => began.Key;

    public long BeganAt => began.At;

    /// <summary>When its handler returned or threw; <see langword="null"/> if it never did.</summary>
    public long? EndedAt { get; set; }

    /// <summary>Whether its handler ran to its end.</summary>
    public bool IsRun { get; set; }

    /// <summary>How it was settled; <see langword="null"/> when its worker ended before it could report that.</summary>
    public string? Outcome { get; set; }

    /// <summary>Whether its outcome is known to be stored.</summary>
    public bool IsSettled => Outcome is not (null or "lease_lost" or "returned");

    /// <summary>Whether it is known to have requested a retry.</summary>
    public bool IsRetried => Outcome is "retry";
}

/// <summary>All attempts of a run, by task and in the order of their starts.</summary>
internal sealed class Attempts
{
    private readonly Dictionary<string, List<Attempt>> _byTask = new(StringComparer.Ordinal);

    public Attempts(IEnumerable<EffectLine> lines)
    {
        var all = new Dictionary<(string, int, string), Attempt>();
        foreach (var line in lines.OrderBy(line => line.At))
        {
            if (line.Kind == 'B')
            {
                var attempt = new Attempt(line);
                all[(line.TaskId, line.Attempt, line.Session)] = attempt;
                (_byTask.TryGetValue(line.TaskId, out var list) ? list : _byTask[line.TaskId] = []).Add(attempt);
            }
            else if (line.Kind is 'E' or 'S' && all.TryGetValue((line.TaskId, line.Attempt, line.Session), out var known))
            {
                known.EndedAt ??= line.At;
                known.IsRun |= line.Kind == 'E';
                known.Outcome = line.Kind == 'S' ? line.Outcome : known.Outcome;
            }
        }
    }

    public IReadOnlyDictionary<string, List<Attempt>> ByTask => _byTask;

    public int Count => _byTask.Values.Sum(list => list.Count);
}
