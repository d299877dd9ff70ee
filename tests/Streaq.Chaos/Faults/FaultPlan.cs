namespace Streaq.Chaos.Faults;

/// <param name="Kind">What happens.</param>
/// <param name="At">The time since the start of the run.</param>
/// <param name="Length">Its duration, for kinds that have one.</param>
/// <param name="Victim">The worker or client that it affects, modulo their number.</param>
internal sealed record PlannedFault(FaultKind Kind, TimeSpan At, TimeSpan Length, int Victim);

/// <summary>The planned faults of a run. The seed determines all of them.</summary>
internal static class FaultPlan
{
    /// <summary>How often each kind happens per minute; at least once in any run.</summary>
    private static readonly (FaultKind Kind, int PerMinute)[] Rates =
    [
        (FaultKind.KillWorker, 13),
        (FaultKind.StopWorker, 11),
        (FaultKind.ReplaceWorker, 8),
        (FaultKind.StepClock, 6),
        (FaultKind.HoldNetwork, 5),
        (FaultKind.ResetNetwork, 8),
        (FaultKind.SwallowAnswers, 8),
        (FaultKind.RestartRedis, 4),
        (FaultKind.FlushScripts, 8),
        (FaultKind.KillClients, 6),
        (FaultKind.FillMemory, 4),
        (FaultKind.JoinWhenFull, 3),
    ];

    public static IReadOnlyList<PlannedFault> Make(int seed, TimeSpan duration, TimeSpan lease, int workers)
    {
        var random = new Random(seed);
        var plan = new List<PlannedFault>();
        // At the very end no worker loses its lease any more: tasks whose fetch lost its answer must not stay with their worker.
        for (var i = 0; i < workers; i++)
        {
            plan.Add(new PlannedFault(FaultKind.SwallowAnswers, 0.95 * duration, LengthOf(FaultKind.SwallowAnswers, lease, random), i));
        }

        foreach (var (kind, perMinute) in Rates)
        {
            var count = Math.Max(1, (int)Math.Round(perMinute * duration.TotalMinutes));
            for (var i = 0; i < count; i++)
            {
                // One in each equal part of the time, so that no kind happens only at the end. The last tenth is for recovery.
                var at = duration * (0.03 + 0.87 * (i + random.NextDouble()) / count);
                plan.Add(new PlannedFault(kind, at, LengthOf(kind, lease, random), random.Next(1 << 20)));
            }
        }

        return [.. plan.OrderBy(fault => fault.At)];
    }

    private static TimeSpan LengthOf(FaultKind kind, TimeSpan lease, Random random) => kind switch
    {
        FaultKind.StopWorker => lease * (1.3 + 0.7 * random.NextDouble()),
        FaultKind.HoldNetwork => lease * (0.3 + 1.5 * random.NextDouble()),
        FaultKind.SwallowAnswers => TimeSpan.FromMilliseconds(20 + random.Next(180)),
        FaultKind.FillMemory => lease * (0.1 + 0.6 * random.NextDouble()),
        FaultKind.RestartRedis => TimeSpan.FromMilliseconds(random.Next(300)),
        FaultKind.StepClock => TimeSpan.FromHours(random.Next(2) == 0 ? 1 : -1),
        _ => TimeSpan.Zero,
    };
}
