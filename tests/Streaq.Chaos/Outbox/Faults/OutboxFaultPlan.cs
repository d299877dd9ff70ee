using Streaq.Chaos.Outbox.Parts;

namespace Streaq.Chaos.Outbox.Faults;

/// <summary>The kinds of faults.</summary>
internal enum OutboxFaultKind
{
    /// <summary><c>kill -9</c> of an application.</summary>
    KillApplication,

    /// <summary><c>kill -9</c> of a relay.</summary>
    KillRelay,

    /// <summary><c>kill -9</c> of a worker.</summary>
    KillWorker,

    /// <summary>An application, a relay or a worker gets a stop request.</summary>
    Replace,

    /// <summary><c>SIGSTOP</c> of an application, a relay or a worker for longer than the lease, then <c>SIGCONT</c>.</summary>
    Stop,

    /// <summary><c>kill -9</c> of Redis, and a restart with what it made persistent.</summary>
    RestartRedis,

    /// <summary><c>kill -9</c> of all processes of PostgreSQL, and a restart.</summary>
    RestartPostgres,

    /// <summary><c>kill -9</c> of one process of PostgreSQL, after which it ends all connections and recovers.</summary>
    KillBackend,

    /// <summary><c>pg_terminate_backend</c> of all connections.</summary>
    TerminateConnections,
}

/// <param name="Kind">The kind.</param>
/// <param name="At">The time since the start of the run.</param>
/// <param name="Length">Its duration, for kinds that have one.</param>
/// <param name="Victim">The process that it affects, modulo the number of those that it can affect.</param>
internal sealed record PlannedOutboxFault(OutboxFaultKind Kind, TimeSpan At, TimeSpan Length, int Victim)
{
    /// <summary>Whether it can affect a process of that role.</summary>
    public bool IsOf(PartRole role) => Kind switch
    {
        OutboxFaultKind.KillApplication => role is PartRole.Application or PartRole.RelayingApplication,
        OutboxFaultKind.KillRelay => role is PartRole.Relay or PartRole.RelayingApplication,
        OutboxFaultKind.KillWorker => role is PartRole.Worker,
        _ => true,
    };
}

/// <summary>The planned faults of a run. The seed determines all of them.</summary>
internal static class OutboxFaultPlan
{
    /// <summary>How often each kind happens per minute; at least once in any run.</summary>
    private static readonly (OutboxFaultKind Kind, int PerMinute)[] Rates =
    [
        (OutboxFaultKind.KillApplication, 4),
        (OutboxFaultKind.KillRelay, 6),
        (OutboxFaultKind.KillWorker, 6),
        (OutboxFaultKind.Replace, 2),
        (OutboxFaultKind.Stop, 4),
        (OutboxFaultKind.RestartRedis, 3),
        (OutboxFaultKind.RestartPostgres, 3),
        (OutboxFaultKind.KillBackend, 2),
        (OutboxFaultKind.TerminateConnections, 4),
    ];

    public static IReadOnlyList<PlannedOutboxFault> Make(int seed, TimeSpan duration, TimeSpan lease)
    {
        var random = new Random(seed);
        var plan = new List<PlannedOutboxFault>();
        foreach (var (kind, perMinute) in Rates)
        {
            var count = Math.Max(1, (int)Math.Round(perMinute * duration.TotalMinutes));
            for (var i = 0; i < count; i++)
            {
                // One in each equal part of the time.
                var at = duration * (0.05 + 0.9 * (i + random.NextDouble()) / count);
                var length = kind is OutboxFaultKind.Stop
                    ? lease * (1.3 + 0.7 * random.NextDouble())
                    : TimeSpan.FromMilliseconds(random.Next(1_500));
                plan.Add(new PlannedOutboxFault(kind, at, length, random.Next(1 << 20)));
            }
        }

        return [.. plan.OrderBy(fault => fault.At)];
    }
}
