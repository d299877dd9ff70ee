using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>The completions that one call of <c>complete</c> stores. They have the same priority and the same result TTL.</summary>
internal sealed class CompletionBatch(CompletionSettlement first, int capacity)
{
    private const int FixedValues = 5;

    private readonly string _priority = first.Delivery.Message.Priority;
    private readonly TimeSpan? _ttl = first.ResultTtl;
    private readonly List<CompletionSettlement> _completions = new(capacity);

    public bool Takes(CompletionSettlement completion) =>
        completion.ResultTtl == _ttl && string.Equals(completion.Delivery.Message.Priority, _priority, StringComparison.Ordinal);

    public void Add(CompletionSettlement completion) => _completions.Add(completion);

    public RedisKey[] Keys(RedisKeys keys) =>
        [keys.Workers, keys.Ready(_priority), keys.DeduplicationPrefix, (RedisKey)keys.TaskPrefix, keys.BatchPrefix];

    public RedisValue[] Values(string worker, RedisKeys keys)
    {
        var count = _completions.Count;
        var batches = Batches();
        var values = new RedisValue[FixedValues + (3 * count) + batches.Count];
        values[0] = worker;
        values[1] = RedisKeys.Group;
        values[2] = keys.EndedPrefix;
        values[3] = Milliseconds.OrForEver(_ttl);
        values[4] = count;
        for (var i = 0; i < count; i++)
        {
            values[FixedValues + i] = _completions[i].Delivery.Receipt;
            values[FixedValues + count + (2 * i)] = _completions[i].Delivery.Message.Id;
            values[FixedValues + count + (2 * i) + 1] = _completions[i].Record;
        }

        EntryOrder.Sort(values, FixedValues, count);
        for (var i = 0; i < batches.Count; i++)
        {
            values[^(i + 1)] = batches[i];
        }

        return values;
    }

    /// <summary>Returns the parts of batches that the tasks belong to: mostly one or two, since tasks end roughly in their order.</summary>
    private List<string> Batches()
    {
        var names = new List<string>();
        string? last = null;
        var (from, to) = (0, 0);
        foreach (var completion in _completions)
        {
            var id = completion.Delivery.Message.Id;
            if (Tasks.BatchId.TryParse(id, out var batch, out var index))
            {
                if (last is not null && index >= from && index < to && id.StartsWith(last, StringComparison.Ordinal))
                {
                    continue;
                }

                var part = BatchPart.For(id)!.Value;
                last = batch.ToString();
                from = index - part.Place;
                to = from + BatchPart.Size;
                if (!names.Contains(part.Name, StringComparer.Ordinal))
                {
                    names.Add(part.Name);
                }
            }
        }

        return names;
    }
}
