using System.Collections.Concurrent;

namespace Streaq.Storage.Redis;

/// <summary>
/// Lets callers that enqueue at the same time share a call. A task that comes alone is sent at once. Tasks that come while calls are
/// pending go into the next one. So batches follow the load, and an idle producer never waits.
/// </summary>
internal sealed class SharedEnqueue(PriorityEnqueue calls)
{
    /// <summary>Two: one call can be sent while the answer of the other comes back.</summary>
    private const int CallsUnderWay = 2;

    private readonly ConcurrentQueue<EnqueueWaiter> _free = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);

    /// <returns>The task that stands for it; to be awaited once.</returns>
    public ValueTask<StandingTask> AddAsync(NewTask task)
    {
        var waiter = _free.TryDequeue(out var free) ? free : new EnqueueWaiter(_free);
        var standing = waiter.Standing;
        Line line;
        lock (_gate)
        {
            if (!_lines.TryGetValue(task.Message.Priority, out line!))
            {
                _lines.Add(task.Message.Priority, line = new Line());
            }

            if (line.Next.Tasks.Count == BatchPart.Size)
            {
                line.Full.Enqueue(line.Next);
                line.Next = new Batch();
            }

            line.Next.Tasks.Add(task);
            line.Next.Waiters.Add(waiter);
            if (line.CallsUnderWay == CallsUnderWay)
            {
                return standing;
            }

            line.CallsUnderWay++;
        }

        if (ExecutionContext.IsFlowSuppressed())
        {
            _ = SendAsync(line);
        }
        else
        {
            // The calls serve all callers that wait, so they must not run in the first caller's execution context.
            using var suppressed = ExecutionContext.SuppressFlow();
            _ = SendAsync(line);
        }

        return standing;
    }

    private async Task SendAsync(Line line)
    {
        for (Batch? sent = null; (sent = Take(line, sent)) is not null;)
        {
            try
            {
                await calls.AddAllAsync(sent.Tasks, sent.Standing).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Every exception goes to the callers that wait.
            catch (Exception e)
#pragma warning restore CA1031
            {
                sent.Waiters.ForEach(waiter => waiter.SetException(e));
                continue;
            }

            for (var i = 0; i < sent.Waiters.Count; i++)
            {
                sent.Waiters[i].SetResult(sent.Standing[i]);
            }
        }
    }

    /// <param name="line">The line.</param>
    /// <param name="sent">The batch before, whose lists are used again.</param>
    private Batch? Take(Line line, Batch? sent)
    {
        sent?.Clear();
        lock (_gate)
        {
            line.Spare = sent ?? line.Spare;
            if (line.Full.TryDequeue(out var full))
            {
                return full;
            }

            if (line.Next.Tasks.Count == 0)
            {
                line.CallsUnderWay--;
                return null;
            }

            var taken = line.Next;
            line.Next = line.Spare ?? new Batch();
            line.Spare = null;
            return taken;
        }
    }

    private sealed class Batch
    {
        public List<NewTask> Tasks { get; } = [];

        public List<EnqueueWaiter> Waiters { get; } = [];

        /// <summary>The tasks that stand for them, once the call has returned.</summary>
        public List<StandingTask> Standing { get; } = [];

        public void Clear()
        {
            Tasks.Clear();
            Waiters.Clear();
            Standing.Clear();
        }
    }

    /// <summary>The callers that wait to enqueue into one priority.</summary>
    private sealed class Line
    {
        /// <summary>Batches of the maximum size, which are sent before <see cref="Next"/>.</summary>
        public Queue<Batch> Full { get; } = [];

        public Batch Next { get; set; } = new();

        public Batch? Spare { get; set; }

        public int CallsUnderWay { get; set; }
    }
}
