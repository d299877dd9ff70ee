using System.Diagnostics;
using Testcontainers.Redis;

namespace Streaq.TestSupport;

/// <summary>
/// A real Redis for tests and benchmarks: the one that <c>STREAQ_TEST_REDIS</c> names, otherwise a new <c>redis-server</c> process (or the
/// program that <c>STREAQ_TEST_SERVER</c> names) on a free loopback port, with a scratch directory. It ends when this object is disposed.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly string? _directory;
    private readonly string[] _arguments;
    private Process? _process;
    private RedisContainer? _container;

    private RedisServer(int port, Process? process, string? directory, string? connectionString = null, string[]? arguments = null)
    {
        Port = port;
        _arguments = arguments ?? [];
        _process = process;
        _directory = directory;
        ConnectionString = connectionString ?? $"127.0.0.1:{port}";
    }

    /// <summary>The value of <c>StreaqOptions.Redis</c>.</summary>
    public string ConnectionString { get; }

    public int Port { get; }

    /// <summary>Whether this object started the process and may kill it.</summary>
    public bool IsOwn => _process is not null;

    /// <summary>
    /// Returns the shared server when <c>STREAQ_TEST_REDIS</c> names one, and otherwise starts a process. Without a program to start, it
    /// starts a container if Docker answers.
    /// </summary>
    public static Task<RedisServer> StartAsync(params string[] arguments) =>
        Environment.GetEnvironmentVariable("STREAQ_TEST_REDIS") is { Length: > 0 } given
            ? Task.FromResult(new RedisServer(0, process: null, directory: null, given))
            : ServerProgram.IsThere ? StartOwnAsync(arguments) : StartContainerAsync(arguments);

    private static async Task<RedisServer> StartContainerAsync(string[] arguments)
    {
        var container = new RedisBuilder("redis:8").WithCommand(["redis-server", .. arguments]).Build();
        await container.StartAsync();
        return new RedisServer(0, process: null, directory: null, container.GetConnectionString()) { _container = container };
    }

    /// <summary>Always starts a new process, for tests that stop it. In an argument, <c>{port}</c> stands for the port.</summary>
    public static async Task<RedisServer> StartOwnAsync(params string[] arguments)
    {
        var directory = Directory.CreateTempSubdirectory("streaq-redis-").FullName;
        for (var tries = 1; ; tries++)
        {
            var port = LoopbackPort.Next();
            var process = Launch(port, directory, arguments);
            if (await RefusalAsync(process) is not { } refusal)
            {
                return new RedisServer(port, process, directory, arguments: arguments);
            }

            process.Dispose();
            // Another process may have taken the port in between.
            if (tries == 3)
            {
                Directory.Delete(directory, recursive: true);
                throw new InvalidOperationException($"redis-server did not start: {refusal}");
            }
        }
    }

    /// <summary>Starts a replica of this server in a process of its own.</summary>
    public Task<RedisServer> StartReplicaAsync(params string[] arguments) => StartOwnAsync(["--replicaof", "127.0.0.1", $"{Port}", .. arguments]);

    /// <summary>Kills the process, as a crash does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Starts the killed server again, with the data that it made persistent, or empty.</summary>
    public async Task RestartAsync()
    {
        _process!.Dispose();
        _process = Launch(Port, _directory!, _arguments);
        if (await RefusalAsync(_process) is { } refusal)
        {
            throw new InvalidOperationException($"redis-server did not start again: {refusal}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
        {
            await _container.DisposeAsync();
        }

        if (_process is null)
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_directory!, recursive: true);
    }

    private static Process Launch(int port, string directory, string[] arguments)
    {
        var start = new ProcessStartInfo(ServerProgram.Server) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] all = ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0", "--dir", directory, .. arguments];
        foreach (var argument in all)
        {
            start.ArgumentList.Add(argument.Replace("{port}", $"{port}", StringComparison.Ordinal));
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException(
                $"{ServerProgram.Server} can't be started. `make test` installs redis-server; or set STREAQ_TEST_REDIS to host:port of a Redis that may be written to.", e);
        }
    }

    /// <returns>The lines that the server printed before it ended; <see langword="null"/> when it is ready.</returns>
    private static async Task<string?> RefusalAsync(Process process)
    {
        var printed = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                // The pipe must not fill up while the server lives.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return null;
            }

            printed.Add(line);
        }

        printed.Add(await process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return string.Join('\n', printed);
    }
}
