namespace Streaq.Tool;

/// <summary>Returns the message about a queue that does not exist.</summary>
internal static class MissingQueue
{
    /// <summary>The most other queues that the message names.</summary>
    private const int MaxNamed = 20;

    /// <returns>The message; <see langword="null"/> when the queue exists.</returns>
    public static async Task<string?> FindAsync(IStreaqClient client, string queue, CancellationToken stop) =>
        await client.QueueExistsAsync(stop)
            ? null
            : Tell(queue, await client.QueueNamesAsync(stop));

    /// <param name="queue">The queue.</param>
    /// <param name="others">The names of all queues, read a moment later.</param>
    /// <returns>The message; <see langword="null"/> when a worker or a producer has added the queue meanwhile.</returns>
    public static string? Tell(string queue, IReadOnlyList<string> others)
    {
        if (others.Contains(queue, StringComparer.Ordinal))
        {
            return null;
        }

        if (others.Count == 0)
        {
            return $"There is no queue {queue}, nor another one: no worker has joined, and nothing was enqueued.";
        }

        var meant = others.Where(other => Steps(queue, other) <= Math.Max(1, queue.Length / 3)).MinBy(other => Steps(queue, other));
        var named = string.Join(", ", others.Take(MaxNamed));
        var rest = others.Count > MaxNamed ? $" and {others.Count - MaxNamed} more ('streaq queues')" : "";
        return $"There is no queue {queue}. {(others.Count == 1 ? "There is" : "There are")} {named}{rest}."
            + (meant is null ? "" : $" Did you mean {meant}?");
    }

    /// <summary>
    /// Returns the number of letters to insert, delete, replace or swap with the next one to turn one word into the other. It ignores case.
    /// </summary>
    private static int Steps(string from, string to)
    {
        var steps = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                steps[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1,
                    steps[i - 1, j - 1] + (Same(from[i - 1], to[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]))
                {
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
                }
            }
        }

        return steps[from.Length, to.Length];
    }

    private static bool Same(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
}
