namespace Streaq.Tool;

/// <summary>Keeps what a connection string holds in confidence out of messages.</summary>
internal static class Secrets
{
    private const string Hidden = "***";

    /// <returns>The message without the string itself and without the values of its options.</returns>
    public static string Hide(string message, string connectionString)
    {
        var hidden = message.Replace(connectionString, Hidden, StringComparison.Ordinal);
        foreach (var part in connectionString.Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0 && part[..equals].Trim() is "password" or "user" or "name" && part[(equals + 1)..].Trim() is { Length: > 0 } value)
            {
                hidden = hidden.Replace(value, Hidden, StringComparison.Ordinal);
            }
        }

        return hidden;
    }

    /// <summary>The servers that the connection string names, which are no secret.</summary>
    public static string Servers(string connectionString) =>
        string.Join(',', connectionString.Split(',', StringSplitOptions.TrimEntries).Where(part => !part.Contains('=', StringComparison.Ordinal)));
}
