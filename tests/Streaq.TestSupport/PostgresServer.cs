using System.Diagnostics;

namespace Streaq.TestSupport;

/// <summary>
/// A real PostgreSQL on a free loopback port, with a scratch directory. It ends when this object is disposed. It refuses to run as the
/// superuser, who starts it as another user.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly int _port = LoopbackPort.Next();
    private readonly string _directory;
    private readonly string[] _settings;
    private Process? _process;

    private PostgresServer(string directory, string[] settings) => (_directory, _settings) = (directory, settings);

    /// <summary>Whether this machine has a PostgreSQL.</summary>
    public static bool IsThere => DatabaseProgram.IsThere("initdb");

    /// <summary>Starts a new cluster. Commits of a killed server survive its restart: the system has them, if not the disk.</summary>
    /// <param name="settings">Settings such as <c>max_connections=200</c>.</param>
    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        var server = new PostgresServer(Directory.CreateTempSubdirectory("streaq-postgres-").FullName, settings);
        if (Environment.IsPrivilegedProcess)
        {
            await DatabaseProgram.RunAsync("chown", $"{DatabaseProgram.Unprivileged}:{DatabaseProgram.Unprivileged}", server._directory);
        }

        await DatabaseProgram.RunAsync(DatabaseProgram.Own(
            "initdb", "-D", server.Data, "-U", "streaq", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"));
        await server.RestartAsync();
        return server;
    }

    /// <summary>Returns the connection string of a new database, which <c>EnsureCreated</c> creates.</summary>
    public string NewDatabase() => $"Host=127.0.0.1;Port={_port};Username=streaq;Database=test_{Guid.NewGuid():N};Maximum Pool Size=20";

    /// <summary>Kills the server and all its processes, as a crash does.</summary>
    public async Task KillAsync()
    {
        var all = Backends();
        _process!.Kill();
        foreach (var backend in all)
        {
            Kill(backend);
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>Kills one of its processes, as a crash does. The server then closes all connections and recovers.</summary>
    /// <param name="number">The process, modulo their number.</param>
    public void KillBackend(int number)
    {
        if (Backends() is { Length: > 0 } all)
        {
            Kill(all[number % all.Length]);
        }
    }

    /// <summary>Starts the server, or starts the killed one again on its data.</summary>
    public async Task RestartAsync()
    {
        for (var tries = 1; ; tries++)
        {
            _process?.Dispose();
            _process = DatabaseProgram.Start(DatabaseProgram.Own(
                "postgres",
                [
                    "-D", Data, "-p", $"{_port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off",
                    .. _settings.SelectMany(setting => (string[])["-c", setting]),
                ]));
            var printed = new List<string>();
            while (await _process.StandardError.ReadLineAsync() is { } line)
            {
                if (line.Contains("ready to accept connections", StringComparison.Ordinal))
                {
                    // The pipe must not fill up while the server lives.
                    _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
                    return;
                }

                printed.Add(line);
            }

            // Processes of the killed server may not have ended yet.
            if (tries == 20)
            {
                throw new InvalidOperationException($"postgres did not start: {string.Join('\n', printed)}");
            }

            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited)
            {
                await DatabaseProgram.RunAsync(DatabaseProgram.Own("pg_ctl", "-D", Data, "stop", "-m", "immediate", "-w"));
                await _process.WaitForExitAsync();
            }

            _process.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private string Data => Path.Combine(_directory, "data");

    private int[] Backends()
    {
        var file = $"/proc/{_process!.Id}/task/{_process.Id}/children";
        return File.Exists(file)
            ? [.. File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)]
            : [];
    }

    private static void Kill(int process)
    {
        try
        {
            using var one = Process.GetProcessById(process);
            one.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended already.
        }
    }
}
