using System.Globalization;

namespace Streaq.Chaos.Outbox.Parts;

/// <summary>The role of a process.</summary>
internal enum PartRole
{
    /// <summary>Saves sales, and moves its rows itself.</summary>
    RelayingApplication,

    /// <summary>Saves sales, and leaves its rows to relays.</summary>
    Application,

    Relay,

    Worker,
}

/// <param name="Role">The role of the process.</param>
/// <param name="Name">The process's name in the account.</param>
/// <param name="Redis">The address of Redis.</param>
/// <param name="Database">The database's connection string.</param>
/// <param name="Log">The path of the process's log.</param>
/// <param name="Seed">Determines what it sells, and when it ends itself.</param>
/// <param name="Lease">The duration of a lease.</param>
/// <param name="Rate">Sales per second.</param>
/// <param name="IsCalm">Whether it never ends itself at the worst moment.</param>
internal sealed record PartArguments(
    PartRole Role, string Name, string Redis, string Database, string Log, int Seed, TimeSpan Lease, int Rate, bool IsCalm = false)
{
    public const string Verb = "part";

    /// <summary>A line on the standard input: do not end yourself any more.</summary>
    public const string Calm = "calm";

    public static PartArguments Parse(string[] args) => new(
        Enum.Parse<PartRole>(args[0]),
        args[1],
        args[2],
        args[3],
        args[4],
        int.Parse(args[5], CultureInfo.InvariantCulture),
        TimeSpan.FromMilliseconds(int.Parse(args[6], CultureInfo.InvariantCulture)),
        int.Parse(args[7], CultureInfo.InvariantCulture),
        bool.Parse(args[8]));

    public string[] ToArray() =>
    [
        Verb, $"{Role}", Name, Redis, Database, Log, Text(Seed), Text((long)Lease.TotalMilliseconds), Text(Rate), $"{IsCalm}",
    ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
