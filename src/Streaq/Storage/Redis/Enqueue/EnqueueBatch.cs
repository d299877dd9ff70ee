using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>
/// The tasks that one call of <c>enqueue_batch</c> writes. They have the same batch, name, priority and fields. Common values are sent
/// once, and no task has a marker of its own: the batch's key has the places of all.
/// </summary>
internal sealed record EnqueueBatch(RedisKey[] Keys, RedisValue[] Values, int Count)
{
    [ThreadStatic]
    private static List<RedisValue>? t_values;

    [ThreadStatic]
    private static List<RedisValue>? t_cells;

    /// <returns>
    /// <see langword="null"/> when the tasks from <paramref name="first"/> on are no batch, or follow one in the same part. A part is
    /// written only once, so such tasks are enqueued like single ones.
    /// </returns>
    public static EnqueueBatch? TryMake(IReadOnlyList<NewTask> tasks, int first, RedisKeys keys)
    {
        var head = tasks[first];
        if (!IsPlain(head)
            || !BatchId.TryParse(head.Message.Id, out var batch, out var index)
            || BatchPart.For(head.Message.Id) is not { Place: 0 } part)
        {
            return null;
        }

        var cells = t_cells ??= [];
        var rows = new FieldRows(cells, head.Message);
        while (rows.Count < BatchPart.Size && first + rows.Count < tasks.Count)
        {
            var next = tasks[first + rows.Count];
            if (!IsLike(next, head) || !IsAt(next, batch, index + rows.Count) || !rows.TryAdd(next.Message))
            {
                break;
            }
        }

        RedisKey[] written = [keys.Ready(head.Message.Priority), keys.Batch(part.Name), keys.Task(head.Message.Id)];
        var values = Arguments(tasks, first, rows, $"{head.Message.Name} {batch}-", index);
        cells.Clear();
        return new EnqueueBatch(written, values, rows.Count);
    }

    /// <summary>Returns the arguments as the header of <c>enqueue_batch.lua</c> lists them.</summary>
    private static RedisValue[] Arguments(IReadOnlyList<NewTask> tasks, int first, FieldRows rows, string head, int index)
    {
        var shared = rows.Fields.ToLookup(rows.IsShared);
        int[] own = [.. shared[false]];
        var values = t_values ??= [];
        values.Clear();
        values.AddRange(tasks[first].Message.Priority, head, index, Milliseconds.OrZero(tasks[first].ExpiresIn));
        values.AddRange(2 * shared[true].Count(), own.Length);
        foreach (var field in shared[true])
        {
            values.AddRange(rows.Name(field), rows.Value(0, field));
        }

        values.AddRange(own.Select(rows.Name));
        for (var row = 0; row < rows.Count; row++)
        {
            values.Add(RedisMessage.Bytes(tasks[first + row].Message.Body));
            foreach (var field in own)
            {
                values.Add(rows.Value(row, field));
            }
        }

        RedisValue[] exact = [.. values];
        values.Clear();
        return exact;
    }

    private static bool IsPlain(NewTask task) => !task.IsScheduled && task.DeduplicationKey is null;

    private static bool IsLike(NewTask task, NewTask other) =>
        IsPlain(task)
        && task.ExpiresIn == other.ExpiresIn
        && string.Equals(task.Message.Priority, other.Message.Priority, StringComparison.Ordinal)
        && string.Equals(task.Message.Name, other.Message.Name, StringComparison.Ordinal);

    private static bool IsAt(NewTask task, ReadOnlySpan<char> batch, int place) =>
        BatchId.TryParse(task.Message.Id, out var other, out var found) && found == place && other.SequenceEqual(batch);
}
