using System.Diagnostics;

namespace Streaq.TestSupport;

/// <summary>Starts programs of PostgreSQL and MariaDB, which refuse to run as the superuser.</summary>
internal static class DatabaseProgram
{
    /// <summary>The user as which the superuser starts them.</summary>
    public const string Unprivileged = "65534";

    /// <summary>Returns the command that starts a program as a user that it accepts.</summary>
    public static string[] Own(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? ["setpriv", "--reuid", Unprivileged, "--regid", Unprivileged, "--clear-groups", Find(program), .. arguments]
        : [Find(program), .. arguments];

    public static async Task RunAsync(params string[] command)
    {
        using var process = Start(command);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)}: {await output}{error}");
        }
    }

    // In a folder that another user may enter.
    public static Process Start(string[] command) => Process.Start(new ProcessStartInfo(command[0], command[1..])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = "/",
    })!;

    /// <summary>Whether there is such a program.</summary>
    public static bool IsThere(string name) => FindOrNone(name) is not null;

    private static string Find(string name) =>
        FindOrNone(name) ?? throw new InvalidOperationException($"There is no {name}. `make test` installs PostgreSQL and MariaDB.");

    /// <summary>Finds a program on the PATH or in Debian's folders. Debian has servers on the PATH of the superuser alone.</summary>
    private static string? FindOrNone(string name)
    {
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, name));
        string[] releases = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return onPath.Concat(releases.OrderDescending().Select(release => Path.Combine(release, "bin", name))).FirstOrDefault(File.Exists);
    }
}
