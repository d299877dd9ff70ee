namespace Streaq.Chaos.Account;

/// <summary>What worker processes did after they were asked to stop.</summary>
internal static class Stops
{
    /// <summary>In milliseconds, within which a process knows that it has stood still.</summary>
    private const int Notice = 100;

    /// <summary>Attempts that began once the worker knew of the stop, and some more.</summary>
    /// <param name="logs">What each process wrote, by its name.</param>
    /// <param name="some">How long after its slot took it an attempt may take to write down that it began.</param>
    public static IEnumerable<string> BegunAfter(IReadOnlyDictionary<string, List<EffectLine>> logs, TimeSpan some)
    {
        foreach (var (process, lines) in logs)
        {
            if (lines.Find(line => line.Kind == 'H') is not { } stop)
            {
                continue;
            }

            var late = lines.Where(line => line.Kind == 'B' && line.At > stop.At + some.TotalMilliseconds);
            foreach (var began in late.Where(began => !HasStalled(lines, stop, began)))
            {
                yield return $"{began.TaskId}: {process} began attempt {began.Attempt} {began.At - stop.At} ms after the stop";
            }
        }
    }

    public static int Of(IEnumerable<List<EffectLine>> logs) => logs.Count(lines => lines.Exists(line => line.Kind == 'H'));

    /// <summary>What the machine kept it from writing down in time began in time, for all that is known.</summary>
    private static bool HasStalled(List<EffectLine> lines, EffectLine stop, EffectLine began) =>
        lines.Exists(line => line.Kind == 'P' && line.At >= stop.At && line.At <= began.At + Notice);
}
