using System.Diagnostics;

namespace Streaq.EntityFrameworkCore.Tests.Support;

/// <summary>
/// A real PostgreSQL on a free loopback port, with a scratch directory, which ends with this object. The superuser starts it as another
/// user, since it refuses to run as that.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Unprivileged = "65534";

    private readonly string _directory = Directory.CreateTempSubdirectory("streaq-postgres-").FullName;
    private readonly int _port = LoopbackPort.Next();
    private Process? _process;

    /// <summary>A database of its own, which <c>EnsureCreated</c> makes.</summary>
    public string NewDatabase() => $"Host=127.0.0.1;Port={_port};Username=streaq;Database=test_{Guid.NewGuid():N};Maximum Pool Size=20";

    public async Task InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", $"{Unprivileged}:{Unprivileged}", _directory);
        }

        await RunAsync(Own(Program("initdb"), "-D", Data, "-U", "streaq", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"));
        _process = Start(Own(
            Program("postgres"), "-D", Data, "-p", $"{_port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"));
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Contains("ready to accept connections", StringComparison.Ordinal))
            {
                // The pipe must not fill up while the server lives.
                _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
                return;
            }
        }

        throw new InvalidOperationException("postgres did not start.");
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            await RunAsync(Own(Program("pg_ctl"), "-D", Data, "stop", "-m", "immediate", "-w"));
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private string Data => Path.Combine(_directory, "data");

    private static string[] Own(params string[] command) => Environment.IsPrivilegedProcess
        ? ["setpriv", "--reuid", Unprivileged, "--regid", Unprivileged, "--clear-groups", .. command]
        : command;

    /// <summary>On the PATH, or where Debian has it.</summary>
    private static string Program(string name)
    {
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name));
        string[] releases = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return onPath.Concat(releases.OrderDescending().Select(release => Path.Combine(release, "bin", name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"There is no {name}. `make test` installs PostgreSQL.");
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Start(command);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {await output}{error}");
    }

    // In a folder that another user may enter.
    private static Process Start(string[] command) => Process.Start(new ProcessStartInfo(command[0], command[1..])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = "/",
    })!;
}

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}
