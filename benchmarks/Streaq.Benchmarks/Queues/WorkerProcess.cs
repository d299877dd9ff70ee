using System.Diagnostics;
using Streaq.Benchmarks.Measuring;

namespace Streaq.Benchmarks.Queues;

/// <summary>A worker in a process of its own: this program in another role.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    /// <summary>The command that runs <see cref="RunAsync"/>, followed by Redis, queue and concurrency.</summary>
    public const string Command = "worker";

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>Starts the process. On return it is connected to Redis; it works from <see cref="Go"/> on.</summary>
    public static async Task<WorkerProcess> StartAsync(string redis, string queue, int concurrency, string command = Command)
    {
        var start = new ProcessStartInfo(OwnProgram.File, [.. OwnProgram.Library, command, redis, queue, $"{concurrency}"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var worker = new WorkerProcess(Process.Start(start)!);
        if (await worker._process.StandardOutput.ReadLineAsync() is null)
        {
            throw new InvalidOperationException("The worker's process ended before it was ready.");
        }

        return worker;
    }

    /// <summary>The CPU time that the process has taken so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public void Go() => _process.StandardInput.WriteLine();

    /// <summary>Runs the worker process. It ends with its standard input, so it never outlives its parent.</summary>
    public static async Task RunAsync(string redis, string queue, int concurrency)
    {
        await using var host = new BenchmarkQueue(redis, int.MaxValue, worker => worker.Concurrency = concurrency, queue);
        await host.ConnectAsync();
        Console.WriteLine("ready");
        if (await Console.In.ReadLineAsync() is not null)
        {
            await host.StartWorkerAsync();
            await Console.In.ReadLineAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
