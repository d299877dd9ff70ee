using System.Diagnostics;
using Streaq.Chaos.Worker;

namespace Streaq.Chaos.Fleet;

/// <summary>One process that runs a worker, until it is stopped or killed.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<string> _errors;

    private WorkerProcess(WorkerArguments arguments, Process process)
    {
        (Name, _process) = (arguments.Name, process);
        _errors = process.StandardError.ReadToEndAsync();
        _ = ReadAsync();
    }

    /// <summary>Its name, which no other process of the run has.</summary>
    public string Name { get; }

    /// <summary>Completes once it has started, or has ended before that.</summary>
    public Task Started => _started.Task;

    /// <summary>Whether it was ended by this program.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>It ended without a request: a bug.</summary>
    public bool HasCrashed => !IsEnded && _process.HasExited;

    public static WorkerProcess Start(WorkerArguments arguments)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string[] all = ["exec", typeof(WorkerProcess).Assembly.Location, "worker", .. arguments.ToArray()];
        return new(arguments, Process.Start(new ProcessStartInfo(host, all)
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

    public void StepClock(TimeSpan by) => _process.StandardInput.WriteLine($"clock {(int)by.TotalSeconds}");

    /// <summary>Asks it to stop, and waits; one that does not within <paramref name="patience"/> is killed.</summary>
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
        }

        _started.TrySetResult();
    }
}
