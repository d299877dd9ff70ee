namespace Streaq.Chaos.Tasks;

/// <summary>The tasks of all kinds, by the names under which the account knows them.</summary>
internal static class ChaosTasks
{
    public const string Cron = "chaos.cron";

    public const string CronExpression = "@every 1s";

    /// <summary>Plain, delayed, in a batch or in a graph: it just runs.</summary>
    public static readonly TaskDefinition<Work, int> Plain = new("chaos.plain");

    /// <summary>Asks for <see cref="Work.Retries"/> further attempts before it succeeds.</summary>
    public static readonly TaskDefinition<Work, int> Retrying = new("chaos.retrying");

    /// <summary>Throws.</summary>
    public static readonly TaskDefinition<Work, int> Failing = new("chaos.failing");

    /// <summary>One per <see cref="Work.Key"/> at a time; others are refused.</summary>
    public static readonly TaskDefinition<Work, int> Unique = new("chaos.unique");

    /// <summary>Two per key at a time; others wait.</summary>
    public static readonly TaskDefinition<Work, int> Limited = new("chaos.limited");

    /// <summary>Of an id that several tasks have, one after the other; see <see cref="ReusedId"/>.</summary>
    public static readonly TaskDefinition<Work, int> Reused = new("chaos.reused");
}

/// <param name="Milliseconds">How long it takes.</param>
/// <param name="Retries">How many attempts ask for another one.</param>
/// <param name="Key">What a unique or limited task is one or two of.</param>
/// <param name="Odd">Which odd exception it throws when it throws; <see langword="null"/>: an ordinary one.</param>
/// <param name="Life">Which of the tasks with its id it is.</param>
internal sealed record Work(int Milliseconds, int Retries = 0, string? Key = null, int? Odd = null, int Life = 0);
