using System.ComponentModel;
using System.Diagnostics;
using Streaq.Benchmarks.Measuring;

namespace Streaq.Benchmarks.Systems;

/// <summary>BullMQ on Node.js: <c>benchmarks/peers/bullmq.js</c>.</summary>
internal static class BullMq
{
    /// <summary>Starts the script, and installs its packages the first time.</summary>
    /// <param name="redis">Host and port.</param>
    /// <param name="concurrency">The worker's concurrency.</param>
    /// <param name="traced">Whether spans are created. None is exported.</param>
    /// <returns><see langword="null"/> without Node.js. The run goes on without it and reports that.</returns>
    public static async Task<PeerProcess?> StartAsync(string redis, int concurrency, bool traced)
    {
        var directory = FindDirectory();
        try
        {
            await InstallAsync(directory);
            var address = redis.Split(':');
            return PeerProcess.Start(
                "node", ["bullmq.js", address[0], address[1], $"{concurrency}", .. traced ? ["otel"] : Array.Empty<string>()], directory);
        }
        catch (Win32Exception e)
        {
            Report.Progress($"BullMQ is left out: it needs node and npm, of Node.js 20 or newer, on the PATH ({e.Message}).");
            return null;
        }
    }

    private static async Task InstallAsync(string directory)
    {
        if (Directory.Exists(Path.Combine(directory, "node_modules")))
        {
            return;
        }

        // Not `npm ci`: the lock file has only the optional packages that its author's registry mirror had.
        var start = new ProcessStartInfo("npm", ["install", "--no-save"]) { WorkingDirectory = directory, RedirectStandardOutput = true, UseShellExecute = false };
        using var install = Process.Start(start)!;
        Report.Progress(await install.StandardOutput.ReadToEndAsync());
        await install.WaitForExitAsync();
        if (install.ExitCode != 0)
        {
            throw new InvalidOperationException($"`npm install` failed in {directory}.");
        }
    }

    /// <summary>The scripts are beside the sources: above the working directory, or above the built program.</summary>
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
}
