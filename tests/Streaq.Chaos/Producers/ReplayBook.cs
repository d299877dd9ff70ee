using System.Collections.Concurrent;

namespace Streaq.Chaos.Producers;

/// <param name="Id">The task's id.</param>
/// <param name="User">The life of the id that had to end first, or of the other task that held its key.</param>
/// <param name="AnsweredAt">When the answer came, in Unix milliseconds.</param>
internal sealed record DoneReplay(string Id, string User, long AnsweredAt);

/// <summary>The answers to replays of ids that are in use.</summary>
internal sealed class ReplayBook
{
    private readonly ConcurrentQueue<string> _lives = new();
    private readonly ConcurrentQueue<DoneReplay> _done = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly ConcurrentDictionary<ReplayResult, int> _answers = new();
    private int _unanswered;

    /// <summary>The lives of ids that the queue has acknowledged.</summary>
    public IReadOnlyCollection<string> Lives => _lives;

    public IReadOnlyCollection<DoneReplay> Done => _done;

    /// <summary>Wrong answers, and letters that did not stay.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>The number of enqueues and replays that may have arrived or not. Their ids are not used any more.</summary>
    public int Unanswered => _unanswered;

    /// <summary>Whether each kind of answer came at least once.</summary>
    public bool HasEachAnswer => Enum.GetValues<ReplayResult>().All(_answers.ContainsKey);

    public int Answered(ReplayResult result) => _answers.GetValueOrDefault(result);

    public void Acknowledge(string life) => _lives.Enqueue(life);

    public void Answer(ReplayResult result) => _answers.AddOrUpdate(result, 1, static (_, count) => count + 1);

    public void Replay(DoneReplay replay) => _done.Enqueue(replay);

    public void Blame(string what) => _wrong.Enqueue(what);

    public void Unanswer() => Interlocked.Increment(ref _unanswered);
}
