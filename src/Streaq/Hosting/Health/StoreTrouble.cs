namespace Streaq.Hosting.Health;

/// <summary>
/// What to say of a call to Redis that failed. Never the client's or the server's own words: they may repeat what the connection string
/// holds in confidence.
/// </summary>
internal static class StoreTrouble
{
    private const string NoRestart = "See that it runs and can be reached from here; a restart of this process does not help.";

    public static string Describe(Exception error, TimeSpan timeout) => error switch
    {
        // The check's own time, or its caller's.
        TimeoutException or OperationCanceledException => $"Redis did not answer within {timeout}. {NoRestart}",
        StreaqStoreException { InnerException: TimeoutException } => $"Redis does not answer. {NoRestart}",
        // Streaq's words alone.
        StreaqStoreException { InnerException: null } => error.Message,
        StreaqStoreException { InnerException: { } inner } when Code(inner.Message) is { } code =>
            $"Redis refuses to tell how full it is ({code}). {Cure(code)}",
        StreaqStoreException => $"Redis can't be reached. {NoRestart}",
        _ => $"it could not be asked how full it is ({error.GetType().Name}).",
    };

    /// <summary>Redis's answers begin with a word in capitals, such as <c>NOPERM</c>.</summary>
    private static string? Code(string message)
    {
        var word = message.Split(' ', 2)[0];
        return word.Length is > 1 and < 20 && word.All(char.IsAsciiLetterUpper) ? word : null;
    }

    private static string Cure(string code) => code switch
    {
        "NOAUTH" or "WRONGPASS" => "See that user and password of the connection string are right.",
        "NOPERM" => "Allow the user of the connection string the commands and keys that Streaq needs.",
        "LOADING" => "It is reading its data: wait.",
        "MASTERDOWN" or "CLUSTERDOWN" or "READONLY" or "TRYAGAIN" => "It is failing over: wait, and see to its other nodes if this lasts.",
        "BUSY" => "A script blocks the server: end it with SCRIPT KILL.",
        _ => "Redis's log says more.",
    };
}
