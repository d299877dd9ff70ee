using System.Globalization;

namespace Streaq.Chaos.Outbox.Parts;

/// <summary>What a process is.</summary>
internal enum PartRole
{
    /// <summary>Sells, and moves its rows itself.</summary>
    RelayingApplication,

    /// <summary>Sells, and leaves its rows to relays.</summary>
    Application,

    Relay,

    Worker,
}

/// <param name="Role">What the process is.</param>
/// <param name="Name">The process's name in the account.</param>
/// <param name="Redis">Where Redis listens.</param>
/// <param name="Database">The database's connection string.</param>
/// <param name="Log">Path of the file that gets what it does.</param>
/// <param name="Seed">From which it follows what it sells, and when it dies.</param>
/// <param name="Lease">The duration of a lease.</param>
/// <param name="Rate">Sales a second.</param>
/// <param name="IsCalm">Whether it does not end itself at the worst moment.</param>
internal sealed record PartArguments(
    PartRole Role, string Name, string Redis, string Database, string Log, int Seed, TimeSpan Lease, int Rate, bool IsCalm = false)
{
    public const string Verb = "part";

    /// <summary>On the standard input: end yourself no more.</summary>
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
