using Streaq.Tasks;

namespace Streaq.Workers;

/// <summary>
/// A sample of the tasks that ended on a worker since the last <see cref="Take"/>: the slowest, the newest, and those that failed. Its
/// memory is allocated once, so a task costs one copy.
/// </summary>
internal sealed class RecentSample
{
    /// <summary>The maximum number of attempts in a sample.</summary>
    public const int Most = 50;

    /// <summary>The places that are reserved for the slowest, and as many for the newest: failures do not take them.</summary>
    private const int Kept = 10;

    private readonly Ring _newest = new();
    private readonly Ring _failures = new();
    private readonly PriorityQueue<EndedAttempt, long> _slowest = new(Kept + 1);

    public void Add(in EndedAttempt ended)
    {
        _newest.Add(ended);
        if (ended.HasFailed)
        {
            _failures.Add(ended);
        }

        if (_slowest.Count < Kept)
        {
            _slowest.Enqueue(ended, ended.Lasted);
        }
        else if (_slowest.TryPeek(out _, out var least) && ended.Lasted > least)
        {
            _slowest.EnqueueDequeue(ended, ended.Lasted);
        }
    }

    /// <summary>Returns the sample, the oldest end first, and begins a new one.</summary>
    public List<EndedAttempt> Take()
    {
        List<EndedAttempt> newest = [.. _newest.Newest()];
        List<EndedAttempt> taken =
        [
            .. _slowest.UnorderedItems.Select(item => item.Element)
                .Concat(newest.Take(Kept))
                .Concat(_failures.Newest())
                .Concat(newest)
                .DistinctBy(ended => (ended.Id, ended.Attempt, ended.EndedAt))
                .Take(Most)
                .OrderBy(ended => ended.EndedAt),
        ];
        _newest.Clear();
        _failures.Clear();
        _slowest.Clear();
        return taken;
    }

    private sealed class Ring
    {
        private readonly EndedAttempt[] _places = new EndedAttempt[Most];
        private long _count;

        public void Add(in EndedAttempt ended) => _places[_count++ % Most] = ended;

        public IEnumerable<EndedAttempt> Newest()
        {
            for (var i = _count - 1; i >= 0 && i >= _count - Most; i--)
            {
                yield return _places[i % Most];
            }
        }

        public void Clear()
        {
            Array.Clear(_places);
            _count = 0;
        }
    }
}
