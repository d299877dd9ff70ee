using Streaq.Storage;

namespace Streaq.Client;

/// <summary>Tasks that were enqueued together, in the order of their arguments.</summary>
/// <param name="ids">The ids of the tasks, or of those that stand for them.</param>
internal readonly struct EnqueuedBatch(string[] ids)
{
    private HashSet<int>? Known { get; init; }

    /// <summary>See <see cref="BuiltBatch.Answers"/>.</summary>
    public SortedDictionary<int, TaskHandle>? Answers { get; init; }

    public StandingTask this[int index] => new(ids[index], Known is null || !Known.Contains(index));

    /// <summary>Every task is built with an id of its own. A different id from the store is that of a task that was there before.</summary>
    public static EnqueuedBatch From(IReadOnlyList<NewTask> built, string[] ids)
    {
        HashSet<int>? known = null;
        for (var i = 0; i < ids.Length; i++)
        {
            if (!ReferenceEquals(ids[i], built[i].Message.Id) && !string.Equals(ids[i], built[i].Message.Id, StringComparison.Ordinal))
            {
                (known ??= []).Add(i);
            }
        }

        return new EnqueuedBatch(ids) { Known = known };
    }

    /// <summary>Returns a handle for each argument.</summary>
    public THandle[] Handles<THandle>(Func<StandingTask, THandle> handle) where THandle : TaskHandle
    {
        var handles = new THandle[ids.Length + (Answers?.Count ?? 0)];
        for (int i = 0, written = 0; i < handles.Length; i++)
        {
            handles[i] = Answers?.GetValueOrDefault(i) is { } answer ? (THandle)answer : handle(this[written++]);
        }

        return handles;
    }
}
