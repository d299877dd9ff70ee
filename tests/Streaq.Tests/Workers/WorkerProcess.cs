using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Streaq.Tests.Workers;

/// <summary>A line that a worker process wrote.</summary>
internal sealed record WorkerLine(
    string Event,
    string? Id = null,
    string? Name = null,
    string? Trace = null,
    string? Parent = null,
    string? Span = null,
    int? Attempt = null,
    IReadOnlyList<string>? Links = null,
    bool? Recorded = null,
    string? State = null,
    IReadOnlyList<string>? Baggage = null);

/// <summary>A worker in a process of its own, which can be killed. Tests wait for the lines that it writes.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly string Program =
        typeof(WorkerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "TestWorker").Value!;

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<WorkerLine> _said = [];
    private readonly List<(Func<WorkerLine, bool> Match, TaskCompletionSource<WorkerLine> Seen)> _watchers = [];
    private readonly Task _reading;
    private readonly Task<string> _errors;

    private WorkerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    /// <param name="redis">The connection string.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="lease">How long other workers leave the tasks of the process alone after it died.</param>
    /// <param name="hangsAfter">The number of tasks after which every further one hangs until the process ends.</param>
    /// <param name="cron">Whether it has schedules.</param>
    /// <param name="environment">Additional environment variables of the process.</param>
    public static WorkerProcess Start(
        string redis, string queue, TimeSpan lease, int? hangsAfter = null, bool cron = false, params (string Name, string Value)[] environment)
    {
        string[] arguments = [redis, queue, $"{lease.TotalMilliseconds}", .. hangsAfter is { } tasks ? [$"{tasks}"] : Array.Empty<string>()];
        return Start(arguments, [.. cron ? [("STREAQ_TEST_CRON", "1")] : Array.Empty<(string, string)>(), .. environment]);
    }

    /// <summary>Starts the program with these arguments.</summary>
    public static WorkerProcess Start(IReadOnlyList<string> arguments, params (string Name, string Value)[] environment)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(host, ["exec", Program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    /// <summary>Completes with the first line that matches, past or future.</summary>
    public Task<WorkerLine> WaitForAsync(Func<WorkerLine, bool> match)
    {
        lock (_gate)
        {
            if (_said.FirstOrDefault(match) is { } known)
            {
                return Task.FromResult(known);
            }

            var seen = new TaskCompletionSource<WorkerLine>(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((match, seen));
            return seen.Task.WaitAsync(QueueHost.Patience);
        }
    }

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<WorkerLine> Said
    {
        get
        {
            lock (_gate)
            {
                return [.. _said];
            }
        }
    }

    /// <summary>Kills the process like <c>kill -9</c>: none of its code runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops the process as a deployment does: sends SIGTERM, and kills it when it takes longer than that.</summary>
    /// <returns>Whether it has ended by itself.</returns>
    public async Task<bool> TerminateAsync(TimeSpan longest)
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync().WaitAsync(longest).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_process.HasExited)
        {
            return true;
        }

        await KillAsync();
        return false;
    }

    /// <summary>Completes when the process has ended, for any reason.</summary>
    public Task EndedAsync() => _process.WaitForExitAsync().WaitAsync(QueueHost.Patience);

    /// <summary>Requests a stop of the process, and waits until it has ended.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(QueueHost.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } text)
        {
            var line = JsonSerializer.Deserialize<WorkerLine>(text)!;
            lock (_gate)
            {
                _said.Add(line);
                foreach (var watcher in _watchers.Where(watcher => watcher.Match(line)).ToList())
                {
                    _watchers.Remove(watcher);
                    watcher.Seen.SetResult(line);
                }
            }
        }

        var errors = await _errors;
        lock (_gate)
        {
            foreach (var (_, seen) in _watchers)
            {
                seen.TrySetException(new InvalidOperationException($"The worker process ended without the line waited for. {errors}"));
            }
        }
    }
}
