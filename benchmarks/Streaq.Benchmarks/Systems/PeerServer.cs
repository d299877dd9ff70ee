using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Systems;

/// <summary>The other end of <see cref="PeerProcess"/>: this program in the role of one of the systems.</summary>
internal static class PeerServer
{
    /// <summary>The command for this role, followed by system, server, concurrency and whether it is traced.</summary>
    public const string Command = "peer";

    /// <summary>Starts a process that serves a system.</summary>
    public static PeerProcess Start(string system, string address, int concurrency, bool traced) =>
        PeerProcess.Start(
            OwnProgram.File, [.. OwnProgram.Library, Command, system, address, $"{concurrency}", traced ? "traced" : "untraced"]);

    /// <summary>Serves until its standard input ends.</summary>
    public static async Task RunAsync(string system, string address, int concurrency, bool traced)
    {
        using var listening = traced ? PeerSystems.Listen(system) : null;
        await using var peer = await PeerSystems.StartAsync(system, address, concurrency);
        IQueueUnderTest? queue = null;
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            // Otherwise this command would pay for collecting the garbage of the last one.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var (bytes, collecting, cpu) = (GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration(), Environment.CpuUsage.TotalTime);
            var elapsed = TimeSpan.Zero;
            switch (words[0])
            {
                case "open":
                    queue = await peer.OpenAsync(words[2], Number(words[1]));
                    break;
                case "close":
                    await queue!.DisposeAsync();
                    break;
                default:
                    elapsed = await DoAsync(queue!, words);
                    break;
            }

            Console.WriteLine(new JsonObject
            {
                ["seconds"] = elapsed.TotalSeconds,
                ["cpu"] = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
                ["bytes"] = GC.GetTotalAllocatedBytes() - bytes,
                ["collecting"] = (GC.GetTotalPauseDuration() - collecting).TotalSeconds,
            }.ToJsonString());
        }
    }

    private static Task<TimeSpan> DoAsync(IQueueUnderTest queue, string[] words) => words[0] switch
    {
        "many" => queue.EnqueueManyAsync(),
        "single" => queue.EnqueueOneByOneAsync(Number(words[2])),
        "drain" => queue.DrainAsync(),
        "together" => queue.RunTogetherAsync(Number(words[2])),
        _ => throw new UnreachableException($"{words[0]} is no command of a peer."),
    };

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
