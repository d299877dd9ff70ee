namespace Streaq.Storage.InMemory;

/// <summary>The dead letters, newest first, bounded by count and age.</summary>
internal sealed class InMemoryDeadLetters(StoreOptions options, TimeProvider time)
{
    private readonly LinkedList<DeadLetterEntry> _letters = new();

    public int Count => All.Count();

    public IEnumerable<DeadLetterEntry> All
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

    public DeadLetterEntry? Find(string taskId) => All.FirstOrDefault(letter => string.Equals(letter.Message.Id, taskId, StringComparison.Ordinal));

    public bool Remove(string taskId) => Find(taskId) is { } letter && _letters.Remove(letter);
}
