using System.Diagnostics;
using Streaq.Chaos.Worker;

namespace Streaq.Chaos.Fleet;

/// <summary>One process of a run, until it is stopped or killed.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;
    /// <summary>The line that a process prints when it has done some work.</summary>
    public const string Working = "working";

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _working = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<string> _errors;

    private WorkerProcess(string name, Process process)
    {
        (Name, _process) = (name, process);
        _errors = process.StandardError.ReadToEndAsync();
        _ = ReadAsync();
    }

    /// <summary>Its name, unique in the run.</summary>
    public string Name { get; }

    /// <summary>Completes when it has started, or has ended before that.</summary>
    public Task Started => _started.Task;

    /// <summary>Completes when it has done some work, or has ended before that.</summary>
    public Task AtWork => _working.Task;

    /// <summary>Whether this program has ended it.</summary>
    public bool IsEnded { get; private set; }

    public bool HasExited => _process.HasExited;

    /// <summary>Whether it ended without a request, which is a bug.</summary>
    public bool HasCrashed => !IsEnded && _process.HasExited;

    public static WorkerProcess Start(WorkerArguments arguments) => Start(arguments.Name, ["worker", .. arguments.ToArray()]);

    /// <param name="name">Its name.</param>
    /// <param name="arguments">Arguments of this program.</param>
    public static WorkerProcess Start(string name, string[] arguments)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string[] all = ["exec", typeof(WorkerProcess).Assembly.Location, .. arguments];
        return new(name, Process.Start(new ProcessStartInfo(host, all)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
    }

    public async Task KillAsync()
    {
        IsEnded = true;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Stop() => Signals.Send(_process.Id, Signals.Stop);

    public void Continue() => Signals.Send(_process.Id, Signals.Continue);

    /// <summary>Stops the process with <c>SIGSTOP</c> unless it has ended.</summary>
    /// <returns>Whether it is stopped.</returns>
    public bool TryStop() => !_process.HasExited && Signals.TrySend(_process.Id, Signals.Stop);

    public void TryContinue()
    {
        if (!_process.HasExited)
        {
            Signals.TrySend(_process.Id, Signals.Continue);
        }
    }

    /// <summary>Waits for its end, whatever the cause.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void StepClock(TimeSpan by) => _process.StandardInput.WriteLine($"clock {(int)by.TotalSeconds}");

    /// <summary>Writes a line to its standard input, if the process still runs.</summary>
    public void TryTell(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process has just ended, or its input is closed.
        }
    }

    /// <summary>Requests a stop and waits. After <paramref name="patience"/> the process is killed.</summary>
    /// <returns>Whether it stopped by itself, and in order.</returns>
    public async Task<bool> LeaveAsync(TimeSpan patience)
    {
        IsEnded = true;
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(patience);
            return _process.ExitCode == 0;
        }
        catch (TimeoutException)
        {
            await KillAsync();
            return false;
        }
    }

    public Task<string> ErrorsAsync() => _errors;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "started")
            {
                _started.TrySetResult();
            }
            else if (line == Working)
            {
                _working.TrySetResult();
            }
        }

        _started.TrySetResult();
        _working.TrySetResult();
    }
}
