namespace Streaq.Chaos.Tasks;

/// <summary>The tasks of all kinds, with the names that the account uses.</summary>
internal static class ChaosTasks
{
    public const string Cron = "chaos.cron";

    public const string CronExpression = "@every 1s";

    /// <summary>Plain, delayed, in a batch or in a graph: it only runs.</summary>
    public static readonly TaskDefinition<Work, int> Plain = new("chaos.plain");

    /// <summary>Requests <see cref="Work.Retries"/> further attempts before it succeeds.</summary>
    public static readonly TaskDefinition<Work, int> Retrying = new("chaos.retrying");

    /// <summary>Throws.</summary>
    public static readonly TaskDefinition<Work, int> Failing = new("chaos.failing");

    /// <summary>One per <see cref="Work.Key"/> at a time; others are refused.</summary>
    public static readonly TaskDefinition<Work, int> Unique = new("chaos.unique");

    /// <summary>Two per key at a time; others wait.</summary>
    public static readonly TaskDefinition<Work, int> Limited = new("chaos.limited");

    /// <summary>Has an id that several tasks have, one after the other; see <see cref="ReusedId"/>.</summary>
    public static readonly TaskDefinition<Work, int> Reused = new("chaos.reused");
}

/// <param name="Milliseconds">How long it takes.</param>
/// <param name="Retries">The number of attempts that request a retry.</param>
/// <param name="Key">The key of a unique or limited task.</param>
/// <param name="Odd">The kind of odd exception that it throws; <see langword="null"/> for an ordinary one.</param>
/// <param name="Life">The number of the task among those with its id.</param>
internal sealed record Work(int Milliseconds, int Retries = 0, string? Key = null, int? Odd = null, int Life = 0);
