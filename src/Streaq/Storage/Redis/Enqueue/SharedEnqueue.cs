namespace Streaq.Storage.Redis;

/// <summary>
/// Lets callers that enqueue at the same time share a call. A task that comes alone is sent at once; tasks that come while calls are
/// under way go with the next one, so batches follow the load and an idle producer waits for nothing.
/// </summary>
internal sealed class SharedEnqueue(PriorityEnqueue calls)
{
    /// <summary>One call on its way while the answer of the other comes back.</summary>
    private const int CallsUnderWay = 2;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);

    public Task<StandingTask> AddAsync(NewTask task)
    {
        var waiter = new TaskCompletionSource<StandingTask>(TaskCreationOptions.RunContinuationsAsynchronously);
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
                return waiter.Task;
            }

            line.CallsUnderWay++;
        }

        if (ExecutionContext.IsFlowSuppressed())
        {
            _ = SendAsync(line);
        }
        else
        {
            // The calls belong to all who wait, not to the request of the first.
            using var suppressed = ExecutionContext.SuppressFlow();
            _ = SendAsync(line);
        }

        return waiter.Task;
    }

    private async Task SendAsync(Line line)
    {
        for (Batch? sent = null; (sent = Take(line, sent)) is not null;)
        {
            try
            {
                var standing = await calls.AddAllAsync(sent.Tasks).ConfigureAwait(false);
                for (var i = 0; i < standing.Length; i++)
                {
                    sent.Waiters[i].SetResult(standing[i]);
                }
            }
#pragma warning disable CA1031 // Whatever went wrong is for those who wait to hear.
            catch (Exception e)
#pragma warning restore CA1031
            {
                foreach (var waiter in sent.Waiters)
                {
                    waiter.TrySetException(e);
                }
            }
        }
    }

    /// <param name="line">The line.</param>
    /// <param name="sent">The batch before, whose lists are used again.</param>
    private Batch? Take(Line line, Batch? sent)
    {
        sent?.Tasks.Clear();
        sent?.Waiters.Clear();
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

        public List<TaskCompletionSource<StandingTask>> Waiters { get; } = [];
    }

    /// <summary>Those who wait to enqueue into one priority.</summary>
    private sealed class Line
    {
        /// <summary>Batches as long as a call may be, before <see cref="Next"/>.</summary>
        public Queue<Batch> Full { get; } = [];

        public Batch Next { get; set; } = new();

        public Batch? Spare { get; set; }

        public int CallsUnderWay { get; set; }
    }
}
