using System.Diagnostics;
using System.Net;

namespace Streaq.TestSupport;

/// <summary>One process of several that belong together. Tests wait for the lines that it prints.</summary>
public sealed class RedisNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private Process _process;
    private readonly string _directory;
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Text, int Times, TaskCompletionSource Seen)> _waiting = [];

    private RedisNode(Process process, string directory, int port)
    {
        _process = process;
        _directory = directory;
        Port = port;
        _ = ReadAsync(process);
    }

    public int Port { get; }

    public bool HasEnded => _process.HasExited;

    public string Address => $"127.0.0.1:{Port}";

    public EndPoint EndPoint => new IPEndPoint(IPAddress.Loopback, Port);

    /// <summary>Starts <c>redis-server</c> with these arguments after the common ones.</summary>
    public static Task<RedisNode> StartAsync(params string[] arguments) => StartAsync("Ready to accept connections", (port, directory) =>
        ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0", "--dir", directory, .. arguments]);

    /// <summary>Starts a sentinel with these lines in its configuration file.</summary>
    public static Task<RedisNode> StartSentinelAsync(params string[] lines) => StartAsync("Sentinel ID is", (port, directory) =>
    {
        var file = Path.Combine(directory, "sentinel.conf");
        File.WriteAllLines(file, [$"port {port}", "bind 127.0.0.1", $"dir {directory}", .. lines]);
        return [file, "--sentinel"];
    });

    /// <summary>Completes when the process has printed the given number of lines with this text.</summary>
    public async Task PrintedAsync(string text, int times = 1)
    {
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (Count(text) >= times)
            {
                return;
            }

            _waiting.Add((text, times, seen));
        }

        try
        {
            await seen.Task.WaitAsync(Patience);
        }
        catch (TimeoutException e)
        {
            lock (_gate)
            {
                throw new InvalidOperationException($"{Address} did not print '{text}' {times} times, but:\n{string.Join('\n', _lines.TakeLast(30))}", e);
            }
        }
    }

    /// <summary>Kills the process, as a crash does.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }

    /// <summary>Starts the killed process again on its port and data.</summary>
    public void Restart()
    {
        var start = _process.StartInfo;
        _process.Dispose();
        _process = Process.Start(start)!;
        _ = ReadAsync(_process);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task<RedisNode> StartAsync(string ready, Func<int, string, string[]> arguments)
    {
        for (var tries = 1; ; tries++)
        {
            var directory = Directory.CreateTempSubdirectory("streaq-redis-").FullName;
            var port = LoopbackPort.Next();
            var start = new ProcessStartInfo(ServerProgram.Server) { UseShellExecute = false, RedirectStandardOutput = true };
            foreach (var argument in arguments(port, directory))
            {
                start.ArgumentList.Add(argument);
            }

            var node = new RedisNode(Process.Start(start)!, directory, port);
            try
            {
                await node.PrintedAsync(ready);
                return node;
            }
            catch (Exception e) when (e is InvalidOperationException or EndOfStreamException && tries < 3)
            {
                // Another process may have taken the port in between.
                await node.DisposeAsync();
            }
        }
    }

    private int Count(string text) => _lines.Count(line => line.Contains(text, StringComparison.Ordinal));

    private async Task ReadAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _lines.Add(line);
                foreach (var (_, _, seen) in _waiting.Where(waiting => line.Contains(waiting.Text, StringComparison.Ordinal) && Count(waiting.Text) >= waiting.Times))
                {
                    seen.TrySetResult();
                }
            }
        }

        lock (_gate)
        {
            _waiting.ForEach(waiting => waiting.Seen.TrySetException(new EndOfStreamException($"redis-server ended:\n{string.Join('\n', _lines.TakeLast(10))}")));
        }
    }
}
