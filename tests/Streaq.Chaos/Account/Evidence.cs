using Streaq.Chaos.Faults;
using Streaq.Chaos.Producers;

namespace Streaq.Chaos.Account;

/// <summary>What a run knows beside the logs of its workers.</summary>
internal sealed class Evidence
{
    private readonly Lock _gate = new();
    private readonly List<(long From, long To)> _stalls = [];

    public FaultLog Faults { get; } = new();

    public Ledger Ledger { get; } = new();

    public ReplayBook Replays { get; } = new();

    /// <summary>Workers that did not stop on request.</summary>
    public List<string> Stubborn { get; } = [];

    /// <summary>Workers that did not join a full Redis.</summary>
    public List<string> Outside { get; } = [];

    /// <summary>Workers that ended without a request.</summary>
    public List<string> Crashed { get; } = [];

    /// <summary>Producers that got no answer.</summary>
    public List<string> Unanswered { get; } = [];

    public IReadOnlyList<(long From, long To)> Stalls
    {
        get
        {
            lock (_gate)
            {
                return [.. _stalls];
            }
        }
    }

    /// <summary>Whether at least the given number of tasks was acknowledged, with replays of all answers.</summary>
    public bool HasEnough(int tasks) => tasks == 0 || (Ledger.Acknowledged.Count >= tasks && Replays.HasEachAnswer);

    public void NoteStall(DateTimeOffset from, DateTimeOffset to)
    {
        lock (_gate)
        {
            _stalls.Add((from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds()));
        }
    }

    public void NoteUnanswered(string producer)
    {
        lock (_gate)
        {
            Unanswered.Add(producer);
        }
    }
}
