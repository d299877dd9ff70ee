using FsCheck;
using FsCheck.Fluent;
using Streaq.Tests.Telemetry;

namespace Streaq.Tests.Hostile;

/// <summary>How a task of an odd workload behaves.</summary>
public enum OddTask
{
    Succeeds,
    SucceedsAndItsServiceThrows,
    SucceedsAndItsCallbackThrows,
    Fails,
    FailsUnreadably,
    FailsUnreadablyInside,
    RetriesOnce,
    RetriesOnceUnreadably,
    RetriesOnceThroughWait,
    SnoozesOnce,
}

/// <summary>Tasks, with a listener and a logging provider that throw.</summary>
/// <param name="Tasks">The tasks.</param>
/// <param name="Operation">The operation whose spans make the listener throw.</param>
/// <param name="Call">The call of the listener that throws.</param>
/// <param name="Logger">The call of the logging provider that throws.</param>
public sealed record OddWorkload(IReadOnlyList<OddTask> Tasks, string Operation, ListenerCall Call, LoggerCall Logger)
{
    public static bool Fails(OddTask task) => task is OddTask.Fails or OddTask.FailsUnreadably or OddTask.FailsUnreadablyInside;
}

/// <summary>Creates odd workloads at random.</summary>
public static class OddWorkloads
{
    private static readonly string[] Operations =
        ["enqueue", "create", "process", "retry", "snooze", "dead_letter", "ack", "receive"];

    public static Arbitrary<OddWorkload> Workload() => Arb.From(
        from tasks in Gen.NonEmptyListOf(Gen.Elements(Enum.GetValues<OddTask>()))
        from operation in Gen.Elements(Operations)
        from call in Gen.Elements(Enum.GetValues<ListenerCall>())
        from logger in Gen.Elements(Enum.GetValues<LoggerCall>())
        select new OddWorkload([.. tasks], operation, call, logger));
}
