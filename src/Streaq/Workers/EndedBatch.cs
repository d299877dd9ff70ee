using Streaq.Execution;
using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>Attempts whose outcomes go into one write. Its lists are used again for a later write.</summary>
internal sealed class EndedBatch
{
    /// <summary>All attempts, including those with nothing to store.</summary>
    public List<Attempt> Attempts { get; } = [];

    /// <summary>The outcomes to store.</summary>
    public List<Settlement> Settlements { get; } = [];

    /// <summary>The spans of outcomes that have one, such as a retry.</summary>
    public List<GuardedSpan> Spans { get; } = [];

    /// <summary>Whether the write was successful; else another worker runs the tasks again.</summary>
    public bool IsStored { get; set; }

    public void Add(Attempt attempt)
    {
        Attempts.Add(attempt);
        if (attempt.Settlement is { } settlement)
        {
            Settlements.Add(settlement);
        }
    }

    public void Clear()
    {
        Attempts.Clear();
        Settlements.Clear();
        Spans.Clear();
    }
}
