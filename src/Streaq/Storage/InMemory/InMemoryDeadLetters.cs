using Streaq.Tasks;

namespace Streaq.Storage.InMemory;

/// <summary>The dead letters, newest first, bounded by count and age.</summary>
/// <remarks>The members that <see cref="IDeadLetterStore"/> does not have belong to the queue, whose caller holds the lock.</remarks>
internal sealed class InMemoryDeadLetters(InMemoryQueue queue, StoreOptions options, TimeProvider time, InMemoryGate gate)
    : IDeadLetterStore
{
    private readonly LinkedList<DeadLetterEntry> _letters = new();

    public int Count => All.Count;

    public IReadOnlyCollection<DeadLetterEntry> All
    {
        get
        {
            var oldest = (time.GetUtcNow() - options.DeadLetterAge).ToUnixTimeMilliseconds();
            while (_letters.Last is { } last && (_letters.Count > options.MaxDeadLetters || last.Value.FailedAt <= oldest))
            {
                _letters.RemoveLast();
            }

            return _letters;
        }
    }

    /// <summary>Adds a letter; one of the same id gives way to it.</summary>
    public void Add(DeadLetterEntry letter)
    {
        Remove(letter.Message.Id);
        _letters.AddFirst(letter);
    }

    public ValueTask<IReadOnlyList<DeadLetterEntry>> ListAsync(int offset, int limit, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new([.. All.Skip(offset).Take(limit)]);
        }
    }

    public ValueTask<DeadLetterEntry?> FindAsync(string taskId, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new(Find(taskId));
        }
    }

    public ValueTask<ReplayResult?> ReplayAsync(DeadLetterEntry letter, TaskMessage message, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new(Replay(letter, message));
        }
    }

    public ValueTask<bool> DeleteAsync(string taskId, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new(Remove(taskId));
        }
    }

    private ReplayResult? Replay(DeadLetterEntry seen, TaskMessage message)
    {
        if (Find(seen.Message.Id) is not { } letter)
        {
            return ReplayResult.NotFound;
        }

        if (letter.FailedAt != seen.FailedAt)
        {
            return null;
        }

        if (IsInUse(message.Id, isNew: !string.Equals(message.Id, letter.Message.Id, StringComparison.Ordinal)))
        {
            return ReplayResult.IdInUse;
        }

        if (letter.DeduplicationKey is { } key && queue.IsHeld(key))
        {
            return ReplayResult.DeduplicationKeyHeld;
        }

        queue.Tasks.Remove(message.Id);
        queue.Add(new NewTask(message) { DeduplicationKey = letter.DeduplicationKey });
        _letters.Remove(letter);
        return ReplayResult.Replayed;
    }

    /// <summary>The letter's own id may have failed, been aborted or expired since; of a new one nothing may be known.</summary>
    private bool IsInUse(string id, bool isNew) => queue.LookUp(id).State switch
    {
        TaskState.NotFound => isNew && Find(id) is not null,
        TaskState.Failed or TaskState.Aborted or TaskState.Expired => isNew,
        _ => true,
    };

    private DeadLetterEntry? Find(string taskId) =>
        All.FirstOrDefault(letter => string.Equals(letter.Message.Id, taskId, StringComparison.Ordinal));

    private bool Remove(string taskId) => Find(taskId) is { } letter && _letters.Remove(letter);
}
