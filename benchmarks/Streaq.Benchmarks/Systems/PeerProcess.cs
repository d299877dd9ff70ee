using System.Diagnostics;
using System.Text.Json;
using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Systems;

/// <summary>
/// A system in a process of its own, so that no system runs code that the JIT has optimized for another. It serves one queue after the
/// other by commands on its standard input. It answers each with a line of JSON: seconds, CPU seconds, and bytes where known.
/// </summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private Answer _last;

    private PeerProcess(Process process) => _process = process;

    /// <summary>Starts a program that understands the commands.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="directory">Where it runs.</param>
    public static PeerProcess Start(string program, IEnumerable<string> arguments, string? directory = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory ?? "",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new PeerProcess(Process.Start(start)!);
    }

    /// <summary>Opens a queue.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tasks">How many tasks it gets.</param>
    /// <param name="hasBulk">Whether the system enqueues many tasks with one call.</param>
    public async Task<IQueueUnderTest> OpenAsync(string name, int tasks, bool hasBulk)
    {
        await DoAsync($"open {tasks} {name}");
        return new OpenQueue(this, tasks, hasBulk);
    }

    /// <summary>Sets the costs of a measurement to those that the process reported for its last command.</summary>
    public Measurement Charge(Measurement measurement) =>
        measurement with { Cpu = _last.Cpu, Allocated = _last.Bytes, Collecting = _last.Collecting };

    /// <summary>Adds the costs of this process to those of another.</summary>
    public Measurement ChargeAlso(Measurement measurement) => measurement with
    {
        Cpu = measurement.Cpu + _last.Cpu,
        Allocated = measurement.Allocated + _last.Bytes,
        Collecting = measurement.Collecting + _last.Collecting,
    };

    private async Task<TimeSpan> DoAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        var answer = await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"The process of the peer ended at '{command}'.");
        using var json = JsonDocument.Parse(answer);
        var root = json.RootElement;
        _last = new Answer(
            Seconds(root, "cpu") ?? TimeSpan.Zero,
            root.TryGetProperty("bytes", out var bytes) ? bytes.GetInt64() : null,
            Seconds(root, "collecting") ?? TimeSpan.Zero);
        return Seconds(root, "seconds") ?? throw new InvalidOperationException($"The peer answered '{command}' with {answer}");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The process has ended already. The command before has reported that.
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static TimeSpan? Seconds(JsonElement root, string name) =>
        root.TryGetProperty(name, out var seconds) ? TimeSpan.FromSeconds(seconds.GetDouble()) : null;

    private readonly record struct Answer(TimeSpan Cpu, long? Bytes, TimeSpan Collecting);

    private sealed class OpenQueue(PeerProcess process, int tasks, bool hasBulk) : IQueueUnderTest
    {
        public bool HasBulk => hasBulk;

        public Task<TimeSpan> EnqueueManyAsync() => process.DoAsync($"many {tasks}");

        public Task<TimeSpan> EnqueueOneByOneAsync(int callers) => process.DoAsync($"single {tasks} {callers}");

        public Task<TimeSpan> DrainAsync() => process.DoAsync($"drain {tasks}");

        public Task<TimeSpan> RunTogetherAsync(int callers) => process.DoAsync($"together {tasks} {callers}");

        public async ValueTask DisposeAsync() => await process.DoAsync("close");
    }
}
