using System.Collections.Concurrent;

namespace Streaq.Chaos.Producers;

/// <summary>How a task may end.</summary>
internal enum Expectation
{
    Success,
    Failure,

    /// <summary>A unique task, which another one may block.</summary>
    SuccessOrRefusal,
}

/// <summary>The answers to producers: the enqueues that the queue has acknowledged.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, (string Kind, Expectation Expectation)> _acknowledged = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _startled = new();
    private int _repeated;
    private int _unanswered;
    private int _thrown;

    public IReadOnlyDictionary<string, (string Kind, Expectation Expectation)> Acknowledged => _acknowledged;

    /// <summary>The number of enqueues that failed and were repeated with the same id.</summary>
    public int Repeated => _repeated;

    /// <summary>The number of batches that failed. They have no ids to repeat them with, and may have arrived or not.</summary>
    public int Unanswered => _unanswered;

    /// <summary>The number of exceptions that listeners of the producers threw.</summary>
    public int Thrown => _thrown;

    /// <summary>Calls that threw an exception that does not mean an unreachable store. It usually comes from a listener.</summary>
    public IReadOnlyCollection<string> Startled => _startled;

    public void Acknowledge(string id, string kind, Expectation expectation) => _acknowledged[id] = (kind, expectation);

    public void Repeat() => Interlocked.Increment(ref _repeated);

    public void Unanswer() => Interlocked.Increment(ref _unanswered);

    public void Throw() => Interlocked.Increment(ref _thrown);

    public void Startle(string what, Exception e) => _startled.Enqueue($"{what}: {e.GetType().Name}: {e.Message}");
}
