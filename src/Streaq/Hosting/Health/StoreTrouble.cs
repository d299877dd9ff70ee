namespace Streaq.Hosting.Health;

/// <summary>
/// Describes a failed call to Redis. It never repeats messages of the client or of the server: they may contain secrets of the connection
/// string.
/// </summary>
internal static class StoreTrouble
{
    private const string NoRestart = "See that it runs and can be reached from here; a restart of this process does not help.";

    public static string Describe(Exception error, TimeSpan timeout) => error switch
    {
        // The timeout of the check, or of its caller.
        TimeoutException or OperationCanceledException => $"Redis did not answer within {timeout}. {NoRestart}",
        StreaqStoreException { InnerException: TimeoutException } => $"Redis does not answer. {NoRestart}",
        // The message is Streaq's own.
        StreaqStoreException { InnerException: null } => error.Message,
        StreaqStoreException { InnerException: { } inner } when Code(inner.Message) is { } code =>
            $"Redis refuses to count the queue's tasks ({code}). {Cure(code)}",
        StreaqStoreException => $"Redis can't be reached. {NoRestart}",
        _ => $"its tasks could not be counted ({error.GetType().Name}).",
    };

    /// <summary>Returns the error code: errors of Redis begin with a word in capitals, such as <c>NOPERM</c>.</summary>
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
