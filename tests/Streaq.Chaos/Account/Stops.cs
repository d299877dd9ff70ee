namespace Streaq.Chaos.Account;

/// <summary>Checks what worker processes did after their stop request.</summary>
internal static class Stops
{
    /// <summary>Milliseconds in which a process notices that it stood still.</summary>
    private const int Notice = 100;

    /// <summary>Finds attempts that began after their worker noticed the stop request, with some tolerance.</summary>
    /// <param name="logs">What each process wrote, by its name.</param>
    /// <param name="some">How long an attempt may take from entering its slot to logging its start.</param>
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

    /// <summary>Whether the process stood still between the two: then the attempt may have begun in time and be logged late.</summary>
    private static bool HasStalled(List<EffectLine> lines, EffectLine stop, EffectLine began) =>
        lines.Exists(line => line.Kind == 'P' && line.At >= stop.At && line.At <= began.At + Notice);
}
