using System.Globalization;

namespace Streaq.Chaos;

/// <summary>What one run is.</summary>
internal sealed record ChaosOptions
{
    /// <summary>All queues of a run are in a Redis of its own, so one name does for all.</summary>
    public const string Queue = "chaos";

    /// <summary>What the queue's keys begin with.</summary>
    public const string Root = "streaq:{" + Queue + "}:";

    /// <summary>A trial of the outbox: more processes and a database share the machine, and rates are those of sales.</summary>
    public static readonly ChaosOptions OfOutbox = new() { Workers = 2, Rate = 80 };

    /// <summary>From which faults, their times and victims, and the tasks follow.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long tasks are enqueued and things break.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    public int Workers { get; init; } = 4;

    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Tasks per second that all producers together aim at.</summary>
    public int Rate { get; init; } = 300;

    /// <summary>
    /// How many tasks at least, and one replay of each answer with them; the run is longer where a machine that stalls has not come so
    /// far. 0: as many as come.
    /// </summary>
    public int Tasks { get; init; }

    /// <summary>How long tasks are enqueued at most.</summary>
    public TimeSpan LongestDuration => Tasks > 0 ? 4 * Duration : Duration;

    /// <summary>How long everything may take to end once nothing breaks any more.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(90);

    /// <returns><see langword="null"/> after a mistake, which was told.</returns>
    /// <param name="args">The arguments.</param>
    /// <param name="options">What they do not say.</param>
    /// <param name="errors">Gets the mistake.</param>
    public static ChaosOptions? TryParse(string[] args, ChaosOptions options, TextWriter errors)
    {
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                errors.WriteLine($"{args[i]} needs a whole number.");
                return null;
            }

            switch (args[i])
            {
                case "--seed":
                    options = options with { Seed = value };
                    break;
                case "--duration" when value is >= 5 and <= 86_400:
                    options = options with { Duration = TimeSpan.FromSeconds(value) };
                    break;
                case "--workers" when value is >= 2 and <= 64:
                    options = options with { Workers = value };
                    break;
                case "--lease" when value is >= 500 and <= 60_000:
                    options = options with { Lease = TimeSpan.FromMilliseconds(value) };
                    break;
                case "--rate" when value is >= 1 and <= 100_000:
                    options = options with { Rate = value };
                    break;
                case "--tasks" when value is >= 1 and <= 100_000_000:
                    options = options with { Tasks = value };
                    break;
                default:
                    errors.WriteLine($"{args[i]} {args[i + 1]} is unknown or out of range (--seed, --duration 5…, --workers 2…, --lease 500…, --rate 1…, --tasks 1…).");
                    return null;
            }
        }

        return options;
    }
}
