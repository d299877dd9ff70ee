using System.Globalization;

namespace Streaq.Chaos;

/// <summary>The settings of one run.</summary>
internal sealed record ChaosOptions
{
    /// <summary>The queue's name. One name is enough, since each run has a Redis of its own.</summary>
    public const string Queue = "chaos";

    /// <summary>The prefix of the queue's keys.</summary>
    public const string Root = "streaq:{" + Queue + "}:";

    /// <summary>Defaults for a trial of the outbox: more processes and a database share the machine, and the rate counts sales.</summary>
    public static readonly ChaosOptions OfOutbox = new() { Workers = 2, Rate = 80 };

    /// <summary>Determines the faults, their times and victims, and the tasks.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long tasks are enqueued and faults happen.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    public int Workers { get; init; } = 4;

    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The target rate of all producers together, in tasks per second.</summary>
    public int Rate { get; init; } = 300;

    /// <summary>
    /// The least number of tasks. The run also needs a replay of each answer, and is longer
    /// on a machine that stalls. 0 for no least number.
    /// </summary>
    public int Tasks { get; init; }

    /// <summary>The longest time for which tasks are enqueued.</summary>
    public TimeSpan LongestDuration => Tasks > 0 ? 4 * Duration : Duration;

    /// <summary>The longest time for everything to end after the last fault.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(90);

    /// <returns><see langword="null"/> after a mistake, which was reported.</returns>
    /// <param name="args">The arguments.</param>
    /// <param name="options">The values that the arguments do not set.</param>
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
