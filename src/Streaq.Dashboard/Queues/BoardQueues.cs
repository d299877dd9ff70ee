namespace Streaq.Dashboard.Queues;

/// <summary>The queues of the application, by name. The list is updated when <see cref="IStreaqQueues.All"/> changes.</summary>
internal sealed class BoardQueues(IStreaqQueues queues)
{
    private readonly Lock _gate = new();
    private (IReadOnlyList<StreaqQueue> Of, IReadOnlyList<BoardQueue> All)? _last;

    public IReadOnlyList<BoardQueue> All
    {
        get
        {
            var of = queues.All;
            lock (_gate)
            {
                if (_last is not { } last || !ReferenceEquals(last.Of, of))
                {
                    _last = last = (of, From(of));
                }

                return last.All;
            }
        }
    }

    public BoardQueue? Find(string slug) => All.FirstOrDefault(queue => string.Equals(queue.Slug, slug, StringComparison.Ordinal));

    private static BoardQueue[] From(IReadOnlyList<StreaqQueue> queues)
    {
        var twins = queues.CountBy(queue => queue.Name, StringComparer.Ordinal).Where(name => name.Value > 1).Select(name => name.Key)
            .ToHashSet(StringComparer.Ordinal);
        // A name has no space, so name and key can't equal the name of a third queue.
        return
        [
            .. queues.Select(queue => new BoardQueue(
                twins.Contains(queue.Name) && queue.Key is not null ? $"{queue.Name} {queue.Key}" : queue.Name,
                queue.Name,
                queue.Client,
                queue.Outboxes)),
        ];
    }
}
