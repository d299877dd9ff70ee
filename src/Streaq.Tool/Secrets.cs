using System.Text.RegularExpressions;

namespace Streaq.Tool;

/// <summary>Removes the secrets of a connection string from messages.</summary>
internal static partial class Secrets
{
    private const string Hidden = "***";

    /// <returns>The message without the string itself and without the values of its options.</returns>
    public static string Hide(string message, string connectionString)
    {
        var hidden = message.Replace(connectionString, Hidden, StringComparison.Ordinal);
        foreach (var part in connectionString.Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0
                && part[..equals].Trim().ToLowerInvariant() is "password" or "user" or "name"
                && part[(equals + 1)..].Trim() is { Length: > 0 } value)
            {
                hidden = hidden.Replace(value, Hidden, StringComparison.Ordinal);
            }
        }

        return hidden;
    }

    /// <summary>
    /// Returns the servers of the connection string, which are not secret. It leaves out parts that do not look like a server.
    /// </summary>
    public static string Servers(string connectionString) =>
        string.Join(',', connectionString.Split(',', StringSplitOptions.TrimEntries).Where(part => Server().IsMatch(part)))
            is { Length: > 0 } servers ? servers : Hidden;

    [GeneratedRegex(@"^([\w.-]+|\[[0-9a-fA-F:]+\])(:\d+)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Server();
}
