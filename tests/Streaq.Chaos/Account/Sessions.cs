using Streaq.Chaos.Faults;

namespace Streaq.Chaos.Account;

/// <summary>Finds why the sessions of workers ended: each lost lease has a fault that broke it.</summary>
internal sealed class Sessions
{
    public const string Stall = "machine or disk too busy";

    private readonly Dictionary<string, string> _processes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _ended = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);
    private readonly List<(string? Process, long From, long To)> _stalls = [];
    private readonly IReadOnlyList<Fault> _faults;
    private readonly long _window;

    /// <param name="logs">What each process wrote, by its name.</param>
    /// <param name="stalls">When this program got no processor. Then no other process did either.</param>
    /// <param name="faults">The faults of the run.</param>
    /// <param name="lease">How long a lease lasts.</param>
    public Sessions(IReadOnlyDictionary<string, List<EffectLine>> logs, IEnumerable<(long From, long To)> stalls, IReadOnlyList<Fault> faults, TimeSpan lease)
    {
        _faults = faults;
        // A lease runs out one lease after the fault that broke it. Another worker notices at most half a lease later.
        _window = (long)(2.5 * lease.TotalMilliseconds) + 1000;
        _stalls.AddRange(stalls.Select(stall => ((string?)null, stall.From, stall.To)));
        foreach (var (process, lines) in logs)
        {
            foreach (var line in lines)
            {
                Learn(process, line);
            }
        }
    }

    /// <summary>Returns why other workers began the session's tasks; <see langword="null"/> without an explanation.</summary>
    public string? Explain(string session)
    {
        var process = _processes[session];
        // The end of the process explains the end of its session, whatever else was wrong. A process that leaves may give its tasks
        // back, get no answer, and never learn of it.
        if (!_lost.Contains(session) && _faults.FirstOrDefault(fault => fault.Process == process && fault.Kind.EndsWorker()) is { } end)
        {
            return end.Kind.ToString();
        }

        // At the end of the run, all workers get a stop request.
        if (_left.Contains(session))
        {
            return nameof(FaultKind.ReplaceWorker);
        }

        if (!_ended.TryGetValue(session, out var ended))
        {
            return null;
        }

        var broken = _faults.LastOrDefault(fault => fault.Kind.MayBreakLease() && (fault.Process is null || fault.Process == process)
            && fault.From.ToUnixTimeMilliseconds() <= ended && fault.To.ToUnixTimeMilliseconds() >= ended - _window);
        return broken?.Kind.ToString()
            ?? (_stalls.Exists(stall => (stall.Process is null || stall.Process == process) && stall.From <= ended && stall.To >= ended - _window) ? Stall : null);
    }

    /// <summary>Whether the session may have lost its lease by then. The worker that took over logs that a little later.</summary>
    public bool MayHaveEndedBy(string session, long at) => _ended.TryGetValue(session, out var end) && end <= at + _window;

    /// <summary>The number of tasks that sessions gave back, begun or not.</summary>
    public int GivenBack { get; private set; }

    /// <summary>Whether the session gave back its tasks before another one took them over.</summary>
    public bool HasLeftWithAll(string session) => _left.Contains(session) && !_ended.ContainsKey(session);

    private void Learn(string process, EffectLine line)
    {
        switch (line.Kind)
        {
            case 'B':
                _processes[line.Session] = process;
                break;
            case 'L':
                _lost.Add(line.Words[0]);
                _ended[line.Words[0]] = Math.Min(line.At, _ended.GetValueOrDefault(line.Words[0], long.MaxValue));
                break;
            case 'R':
                // The worker that reclaimed its tasks may have noticed it first.
                _ended[line.Words[0]] = Math.Min(line.At, _ended.GetValueOrDefault(line.Words[0], long.MaxValue));
                break;
            case 'G':
                _left.Add(line.Words[0]);
                GivenBack += int.Parse(line.Words[1], System.Globalization.CultureInfo.InvariantCulture);
                break;
            case 'P':
                _stalls.Add((process, long.Parse(line.Words[0], System.Globalization.CultureInfo.InvariantCulture), line.At));
                break;
        }
    }
}
