namespace Streaq.Chaos.Outbox;

/// <summary>A line in the log of a process.</summary>
/// <param name="Kind">The kind of event.</param>
/// <param name="Words">The words after the time.</param>
internal sealed record SaleLine(char Kind, IReadOnlyList<string> Words)
{
    /// <summary>The database has confirmed the commit of a sale.</summary>
    public const char Committed = 'C';

    /// <summary>The application has rolled a sale back, or has never saved it.</summary>
    public const char RolledBack = 'R';

    /// <summary>The application does not know whether a sale was committed.</summary>
    public const char Unknown = 'U';

    /// <summary>A call threw an exception that does not mean an unavailable server.</summary>
    public const char Startled = 'S';

    /// <summary>An attempt began.</summary>
    public const char Attempt = 'A';

    /// <summary>A handler began.</summary>
    public const char Handler = 'H';

    /// <summary>An attempt succeeded without its handler, since an earlier one has had the effect.</summary>
    public const char Found = 'F';

    /// <summary>The process ended itself at the worst moment.</summary>
    public const char Died = 'X';

    public static List<SaleLine> Read(string path) => File.Exists(path)
        ? [.. File.ReadLines(path).Select(static line => line.Split(' ')).Select(static words => new SaleLine(words[0][0], words[2..]))]
        : [];
}
