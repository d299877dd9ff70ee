namespace Streaq.TestSupport;

/// <summary>The programs that tests start: those that <c>STREAQ_TEST_SERVER</c> names, otherwise those on the PATH.</summary>
internal static class ServerProgram
{
    /// <summary>A <c>redis-server</c> or <c>valkey-server</c>.</summary>
    public static string Server => Given ?? "redis-server";

    /// <summary>Whether there is such a program.</summary>
    public static bool IsThere => Given is not null
        || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Server)));

    /// <summary>The <c>redis-cli</c> of any release will do when the server has none beside it.</summary>
    public static string Cli => Given is { } server && Beside(server) is var cli && File.Exists(cli) ? cli : "redis-cli";

    private static string? Given => Environment.GetEnvironmentVariable("STREAQ_TEST_SERVER") is { Length: > 0 } given ? given : null;

    private static string Beside(string server) =>
        Path.Combine(Path.GetDirectoryName(server)!, Path.GetFileName(server).Replace("-server", "-cli", StringComparison.Ordinal));
}
