using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>
/// Tasks that one call of <c>enqueue_batch</c> writes: of one batch, one name and one priority, with the same fields. What
/// all have in common is sent once, and none has a marker of its own: the batch's key tells where they are.
/// </summary>
internal sealed record EnqueueBatch(RedisKey[] Keys, RedisValue[] Values, int Count)
{
    private const int FixedValues = 6;

    [ThreadStatic]
    private static List<RedisValue>? t_values;

    [ThreadStatic]
    private static List<RedisValue>? t_fields;

    /// <returns>
    /// <see langword="null"/> when the tasks from <paramref name="first"/> on are no batch. Nor are those that follow one in
    /// the same part: a part is written once, so they are enqueued as if each had come alone.
    /// </returns>
    public static EnqueueBatch? TryMake(IReadOnlyList<NewTask> tasks, int first, RedisKeys keys)
    {
        var head = tasks[first];
        if (!IsPlain(head)
            || !BatchId.TryParse(head.Message.Id, out var batch, out var index)
            || BatchPart.Of(head.Message.Id) is not { Place: 0 } part)
        {
            return null;
        }

        // Names and values of every task's fields, but for the first, a row each.
        var fields = t_fields ??= [];
        fields.Clear();
        RedisMessage.WriteRest(head.Message, fields);
        var width = fields.Count;
        var count = 1;
        for (; count < BatchPart.Size && first + count < tasks.Count; count++)
        {
            var task = tasks[first + count];
            if (!IsPlain(task)
                || !IsLike(task, head)
                || !BatchId.TryParse(task.Message.Id, out var other, out var place)
                || place != index + count
                || !other.SequenceEqual(batch))
            {
                break;
            }

            RedisMessage.WriteRest(task.Message, fields);
            if (fields.Count != width * (count + 1) || !SameNames(fields, width, count))
            {
                fields.RemoveRange(width * count, fields.Count - (width * count));
                break;
            }
        }

        return new EnqueueBatch(
            [keys.Ready(head.Message.Priority), keys.Batch(part.Name), keys.Task(head.Message.Id)],
            Columns(tasks, first, count, fields, width, $"{head.Message.Name} {batch}-", index),
            count);
    }

    private static RedisValue[] Columns(
        IReadOnlyList<NewTask> tasks, int first, int count, List<RedisValue> fields, int width, string head, int index)
    {
        var values = t_values ??= [];
        values.Clear();
        values.Add(tasks[first].Message.Priority);
        values.Add(head);
        values.Add(index);
        values.Add(RedisEnqueue.Milliseconds(tasks[first].ExpiresIn));
        values.Add(0);
        values.Add(0);
        var own = width == 0 ? [] : new bool[width];
        for (var column = 1; column < width; column += 2)
        {
            own[column] = !SameValues(fields, width, count, column);
            if (!own[column])
            {
                values.Add(fields[column - 1]);
                values.Add(fields[column]);
            }
        }

        values[4] = values.Count - FixedValues;
        for (var column = 1; column < width; column += 2)
        {
            if (own[column])
            {
                values.Add(fields[column - 1]);
            }
        }

        values[5] = values.Count - FixedValues - (int)values[4];
        for (var row = 0; row < count; row++)
        {
            values.Add(RedisMessage.Bytes(tasks[first + row].Message.Body));
            for (var column = 1; column < width; column += 2)
            {
                if (own[column])
                {
                    values.Add(fields[(row * width) + column]);
                }
            }
        }

        RedisValue[] exact = [.. values];
        values.Clear();
        fields.Clear();
        return exact;
    }

    private static bool IsPlain(NewTask task) => !task.IsScheduled && task.DeduplicationKey is null;

    private static bool IsLike(NewTask task, NewTask other) =>
        task.ExpiresIn == other.ExpiresIn
        && string.Equals(task.Message.Priority, other.Message.Priority, StringComparison.Ordinal)
        && string.Equals(task.Message.Name, other.Message.Name, StringComparison.Ordinal);

    private static bool SameNames(List<RedisValue> fields, int width, int row)
    {
        for (var column = 0; column < width; column += 2)
        {
            if (fields[(row * width) + column] != fields[column])
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameValues(List<RedisValue> fields, int width, int count, int column)
    {
        for (var row = 1; row < count; row++)
        {
            if (fields[(row * width) + column] != fields[column])
            {
                return false;
            }
        }

        return true;
    }
}
