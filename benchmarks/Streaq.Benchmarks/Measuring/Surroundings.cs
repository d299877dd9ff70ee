using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using StackExchange.Redis;

namespace Streaq.Benchmarks.Measuring;

/// <summary>What figures depend on beside the code: versions, persistence, processors, and other work on the machine.</summary>
/// <param name="Text">Versions, persistence and processors.</param>
/// <param name="BusyBefore">The share of all processors that other work took at the start; <see langword="null"/> if unknown.</param>
internal sealed record Surroundings(string Text, double? BusyBefore)
{
    /// <summary>Figures say little when other work takes a larger share than this.</summary>
    private const double Quiet = 0.15;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Surroundings of this run, once it has a Redis.</summary>
    public static Surroundings? OfRun { get; private set; }

    /// <summary>Reads the surroundings before anything is measured, and warns when the machine is busy.</summary>
    public static async Task NoteAsync(string redis)
    {
        // Measured once: with several servers, the second reading would measure the run itself.
        var busy = OfRun is null ? await BusyAsync() : OfRun.BusyBefore;
        OfRun = new Surroundings(
            $"{Version(typeof(IStreaqClient), "Streaq")}, {Version(typeof(IDatabase), "StackExchange.Redis")}, {await ServerAsync(redis)}, "
            + $"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}",
            busy);
        Report.Progress(OfRun.Text);
        if (busy > Quiet)
        {
            Report.Progress($"THE MACHINE IS BUSY: other work takes {Percent(busy)} of its processors. Ratios of this run spread, absolute figures mean nothing.");
        }
    }

    /// <summary>Adds a server that this run uses beside Redis.</summary>
    public static void Note(string server)
    {
        OfRun = OfRun! with { Text = $"{OfRun.Text}, {server}" };
        Report.Progress(server);
    }

    /// <summary>Measures again at the end: the machine may have become busy.</summary>
    public async Task<(string Line, double? BusyAfter)> CloseAsync()
    {
        var after = await BusyAsync();
        var line = BusyBefore is null || after is null
            ? "Other work on this machine is unknown: only Linux tells it here."
            : $"Other work took {Percent(BusyBefore)} of the processors before the run, {Percent(after)} after it.";
        return (BusyBefore > Quiet || after > Quiet ? $"THE MACHINE WAS BUSY. {line}" : line, after);
    }

    /// <summary>The share of the processors that other work takes while this process waits.</summary>
    private static async Task<double?> BusyAsync()
    {
        const string Account = "/proc/stat";
        if (!File.Exists(Account))
        {
            return null;
        }

        var (busyBefore, allBefore) = await ReadAsync();
        await Task.Delay(Look);
        var (busy, all) = await ReadAsync();
        return all > allBefore ? (busy - busyBefore) / (all - allBefore) : 0;

        static async Task<(double Busy, double All)> ReadAsync()
        {
            // user, nice, system, idle, iowait and so on, in ticks since the start.
            var line = (await File.ReadAllLinesAsync(Account))[0];
            var ticks = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..].Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray();
            return (ticks.Sum() - ticks[3] - ticks[4], ticks.Sum());
        }
    }

    private static async Task<string> ServerAsync(string redis)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis + ",allowAdmin=true");
        var server = connection.GetServer(connection.GetEndPoints()[0]);
        var info = (await server.InfoAsync()).SelectMany(section => section).ToLookup(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        var name = info["valkey_version"].Any() ? $"Valkey {info["valkey_version"].First()}" : $"Redis {info["redis_version"].First()}";
        var fsync = (await server.ConfigGetAsync("appendfsync")).Select(pair => pair.Value).FirstOrDefault();
        var snapshots = (await server.ConfigGetAsync("save")).Select(pair => pair.Value).FirstOrDefault();
        var persistence = info["aof_enabled"].FirstOrDefault() == "1" ? $"append-only file, fsync {fsync}" : string.IsNullOrEmpty(snapshots) ? "no persistence" : "snapshots";
        return $"{name} ({persistence})";
    }

    private static string Version(Type type, string name) =>
        $"{name} {type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    private static string Percent(double? share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:N0} %");
}
