using System.Diagnostics;

namespace Streaq.TestSupport;

/// <summary>A real MariaDB on a free loopback port, with a scratch directory. It ends when this object is disposed.</summary>
public sealed class MariaDbServer : IAsyncDisposable
{
    private readonly int _port = LoopbackPort.Next();
    private readonly string _directory;
    private Process? _process;

    private MariaDbServer(string directory) => _directory = directory;

    public static async Task<MariaDbServer> StartAsync()
    {
        var server = new MariaDbServer(Directory.CreateTempSubdirectory("streaq-mariadb-").FullName);
        if (Environment.IsPrivilegedProcess)
        {
            await DatabaseProgram.RunAsync("chown", $"{DatabaseProgram.Unprivileged}:{DatabaseProgram.Unprivileged}", server._directory);
        }

        await DatabaseProgram.RunAsync(DatabaseProgram.Own(
            "mariadb-install-db", "--no-defaults", $"--datadir={server.Data}", "--skip-test-db", "--auth-root-authentication-method=normal"));
        await server.RunAsync();
        return server;
    }

    /// <summary>Returns the connection string of a new database, which <c>EnsureCreated</c> creates.</summary>
    public string NewDatabase() =>
        $"Server=127.0.0.1;Port={_port};User ID=root;Database=test_{Guid.NewGuid():N};Maximum Pool Size=20;SslMode=Disabled";

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private string Data => Path.Combine(_directory, "data");

    private async Task RunAsync()
    {
        _process = DatabaseProgram.Start(DatabaseProgram.Own(
            "mariadbd",
            "--no-defaults",
            $"--datadir={Data}",
            $"--socket={Path.Combine(_directory, "socket")}",
            $"--port={_port}",
            "--bind-address=127.0.0.1",
            "--skip-grant-tables",
            // Oracle's provider reads a number for every collation, and newer collations have none.
            "--old-mode=UTF8_IS_UTF8MB3,NO_NULL_COLLATION_IDS",
            "--innodb-flush-log-at-trx-commit=2",
            "--innodb-log-file-size=16M"));
        var printed = new List<string>();
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Contains("ready for connections", StringComparison.Ordinal))
            {
                // The pipe must not fill up while the server lives.
                _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
                return;
            }

            printed.Add(line);
        }

        throw new InvalidOperationException($"mariadbd did not start: {string.Join('\n', printed)}");
    }
}
