using System.Collections.Frozen;
using Streaq.Storage;

namespace Streaq.Client;

/// <summary>
/// Refuses a priority that no worker of the queue serves or has ever served. It caches the served priorities, so only the first enqueues of
/// a process call the store. Before the first worker has joined, it accepts every priority.
/// </summary>
internal sealed class ServedPriorities(string queue, IReadOnlyList<string> own, TimeProvider time)
{
    /// <summary>How long to assume that no worker has joined yet.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private FrozenSet<string> _known = own.ToFrozenSet(StringComparer.Ordinal);
    private long _askedInVain = long.MinValue;

    /// <exception cref="PriorityNotServedException">No worker serves the priority.</exception>
    public ValueTask CheckAsync(ITaskStore store, string priority, CancellationToken cancellationToken) =>
        Volatile.Read(ref _known).Contains(priority) ? ValueTask.CompletedTask : AskAsync(store, priority, cancellationToken);

    private async ValueTask AskAsync(ITaskStore store, string priority, CancellationToken cancellationToken)
    {
        var asked = Interlocked.Read(ref _askedInVain);
        if (asked != long.MinValue && time.GetElapsedTime(asked) < Patience)
        {
            return;
        }

        var served = await store.PrioritiesAsync(cancellationToken).ConfigureAwait(false);
        if (served.Count == 0 && own.Count == 0)
        {
            Interlocked.Exchange(ref _askedInVain, time.GetTimestamp());
            return;
        }

        var known = served.Union(own, StringComparer.Ordinal).ToFrozenSet(StringComparer.Ordinal);
        Volatile.Write(ref _known, known);
        Interlocked.Exchange(ref _askedInVain, long.MinValue);
        if (!known.Contains(priority))
        {
            throw new PriorityNotServedException(queue, priority, [.. own.Union(served, StringComparer.Ordinal)]);
        }
    }
}
