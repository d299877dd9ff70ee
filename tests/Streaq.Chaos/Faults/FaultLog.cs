namespace Streaq.Chaos.Faults;

/// <param name="Kind">What happened.</param>
/// <param name="Process">The worker process that it affected; <see langword="null"/> for all or none of them.</param>
/// <param name="From">When it began.</param>
/// <param name="To">When it ended.</param>
internal sealed record Fault(FaultKind Kind, string? Process, DateTimeOffset From, DateTimeOffset To);

/// <summary>Records the faults that happened, and when.</summary>
internal sealed class FaultLog
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _all = [];

    public IReadOnlyList<Fault> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _all];
            }
        }
    }

    public int Count(params ReadOnlySpan<FaultKind> kinds)
    {
        var count = 0;
        foreach (var fault in All)
        {
            count += kinds.Contains(fault.Kind) ? 1 : 0;
        }

        return count;
    }

    public async Task DuringAsync(FaultKind kind, string? process, Func<Task> fault)
    {
        var from = DateTimeOffset.UtcNow;
        await fault();
        lock (_gate)
        {
            _all.Add(new Fault(kind, process, from, DateTimeOffset.UtcNow));
        }
    }
}
