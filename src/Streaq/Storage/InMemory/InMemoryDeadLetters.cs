using System.Globalization;
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

    /// <summary>Adds a letter, in place of one with the same id.</summary>
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

    public ValueTask<DeadLetterPart> PageAsync(int limit, string? continuation, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new(Page(limit, continuation));
        }
    }

    public ValueTask<IReadOnlyList<DeadLetterEntry?>> ReadManyAsync(IReadOnlyList<string> taskIds, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new([.. taskIds.Select(id => Find(id) is { } letter ? Head(letter) : null)]);
        }
    }

    public ValueTask<IReadOnlyList<ReplayResult?>> ReplayManyAsync(
        IReadOnlyList<(DeadLetterEntry Letter, TaskMessage Message)> replays, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new([.. replays.Select(replay => Replay(replay.Letter, replay.Message, keepBody: true))]);
        }
    }

    public ValueTask<IReadOnlyList<bool>> DeleteManyAsync(IReadOnlyList<string> taskIds, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new([.. taskIds.Select(Remove)]);
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
            return new(Replay(letter, message, keepBody: false));
        }
    }

    public ValueTask<bool> DeleteAsync(string taskId, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new(Remove(taskId));
        }
    }

    private DeadLetterPart Page(int limit, string? continuation)
    {
        var (id, failed) = TaskListQuery.Place(continuation);
        var before = id.Length == 0 ? long.MaxValue : TaskListQuery.Number(failed);
        var rest = All.AsEnumerable();
        if (id.Length > 0)
        {
            // A letter that failed again has moved to the front.
            rest = Find(id) is { } last && last.FailedAt == before
                ? rest.SkipWhile(letter => !ReferenceEquals(letter, last)).Skip(1)
                : rest.SkipWhile(letter => letter.FailedAt >= before);
        }

        var found = rest.Take(limit + 1).ToList();
        DeadLetterEntry[] part = [.. found.Take(limit)];
        return new(
            [.. part.Select(Summary)],
            found.Count > limit ? string.Create(CultureInfo.InvariantCulture, $"{part[^1].Message.Id}:{part[^1].FailedAt}") : null,
            Count);
    }

    private static DeadLetterSummary Summary(DeadLetterEntry letter) => DeadLetterSummary.From(
        letter.Message.Id,
        letter.Message.Name,
        letter.Message.Priority,
        letter.Message.Attempt,
        letter.Error,
        letter.FailedAt,
        letter.TraceParent);

    private static DeadLetterEntry Head(DeadLetterEntry letter) => letter with
    {
        Message = letter.Message with { Body = default },
        Error = letter.Error with { StackTrace = null },
    };

    private ReplayResult? Replay(DeadLetterEntry seen, TaskMessage message, bool keepBody)
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
        var again = keepBody ? message with { Body = letter.Message.Body } : message;
        queue.Add(new NewTask(again) { DeduplicationKey = letter.DeduplicationKey });
        _letters.Remove(letter);
        return ReplayResult.Replayed;
    }

    /// <summary>The task of the letter's own id may have failed, been aborted or expired since. A new id must be unknown.</summary>
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
