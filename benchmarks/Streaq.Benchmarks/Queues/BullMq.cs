using System.Diagnostics;
using System.Text.Json;

namespace Streaq.Benchmarks.Queues;

/// <summary>BullMQ in a Node process of its own (<c>benchmarks/peers/bullmq.js</c>), which serves one queue after the other.</summary>
internal sealed class BullMq : IAsyncDisposable
{
    private readonly Process _process;

    private BullMq(Process process) => _process = process;

    /// <summary>Starts the script; installs its packages when that has not been done yet.</summary>
    /// <param name="redis">Host and port.</param>
    /// <param name="concurrency">The worker's concurrency.</param>
    /// <param name="traced">Whether spans are made; none is exported.</param>
    public static async Task<BullMq> StartAsync(string redis, int concurrency, bool traced)
    {
        var directory = FindDirectory();
        if (!Directory.Exists(Path.Combine(directory, "node_modules")))
        {
            // Not `npm ci`: the lock file has only those platforms' optional packages that the mirror of its writer carries.
            using var install = Start(directory, "npm", ["install", "--no-save"]);
            Console.Error.WriteLine(await install.StandardOutput.ReadToEndAsync());
            await install.WaitForExitAsync();
            if (install.ExitCode != 0)
            {
                throw new InvalidOperationException($"`npm install` failed in {directory}.");
            }
        }

        var address = redis.Split(':');
        return new BullMq(Start(directory, "node", ["bullmq.js", address[0], address[1], $"{concurrency}", .. traced ? ["otel"] : Array.Empty<string>()]));
    }

    public async Task<IQueueUnderTest> OpenAsync(int tasks)
    {
        await DoAsync("open");
        return new OpenQueue(this, tasks);
    }

    /// <summary>Sends a command and waits for its end.</summary>
    private async Task<(TimeSpan Elapsed, TimeSpan Cpu)> DoAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        var answer = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"BullMQ ended at '{command}'.");
        using var json = JsonDocument.Parse(answer);
        return (Seconds(json, "seconds"), Seconds(json, "cpu"));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static TimeSpan Seconds(JsonDocument json, string name) => TimeSpan.FromSeconds(json.RootElement.GetProperty(name).GetDouble());

    private static Process Start(string directory, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"There is no {program} on the PATH; BullMQ needs Node.js 20 or newer.", e);
        }
    }

    /// <summary>The scripts stay where the sources are: above the working directory, or above the built program.</summary>
    private static string FindDirectory()
    {
        foreach (var start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
            {
                var peers = Path.Combine(directory.FullName, "benchmarks", "peers");
                if (File.Exists(Path.Combine(peers, "bullmq.js")))
                {
                    return peers;
                }
            }
        }

        throw new DirectoryNotFoundException("benchmarks/peers is not here: run this from a checkout.");
    }

    private sealed class OpenQueue(BullMq process, int tasks) : IQueueUnderTest
    {
        public TimeSpan? OtherProcessCpu { get; private set; }

        public Task<TimeSpan> EnqueueManyAsync() => DoAsync($"many {tasks}");

        public Task<TimeSpan> EnqueueOneByOneAsync(int callers) => DoAsync($"single {tasks} {callers}");

        public Task<TimeSpan> DrainAsync() => DoAsync($"drain {tasks}");

        public async ValueTask DisposeAsync() => await process.DoAsync("close");

        private async Task<TimeSpan> DoAsync(string command)
        {
            (var elapsed, OtherProcessCpu) = await process.DoAsync(command);
            return elapsed;
        }
    }
}
