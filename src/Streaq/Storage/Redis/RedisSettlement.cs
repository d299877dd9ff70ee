using System.Runtime.InteropServices;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Writes how attempts ended: the plain ends of a priority in one call, each retry and dead letter in its own.</summary>
internal sealed class RedisSettlement(RedisConnection redis, RedisKeys keys, StoreOptions options, string worker)
{
    /// <returns><see langword="false"/> when the lease is gone.</returns>
    public async ValueTask<bool> WriteAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        var calls = new List<Task<RedisResult>>(1);
        foreach (var settlement in settlements)
        {
            switch (settlement)
            {
                case Retrial retrial: calls.Add(RetryAsync(retrial, cancellationToken)); break;
                case DeadLettering letter: calls.Add(DeadLetterAsync(letter, cancellationToken)); break;
            }
        }

        foreach (var priority in Priorities(settlements))
        {
            calls.Add(CompleteAsync(settlements, priority, cancellationToken));
        }

        var held = true;
        foreach (var call in calls)
        {
            held &= (int)await call.ConfigureAwait(false) == 1;
        }

        return held;
    }

    private static List<string> Priorities(IReadOnlyList<Settlement> settlements)
    {
        var priorities = new List<string>(1);
        foreach (var settlement in settlements)
        {
            if (settlement is Completion && !priorities.Contains(settlement.Delivery.Message.Priority, StringComparer.Ordinal))
            {
                priorities.Add(settlement.Delivery.Message.Priority);
            }
        }

        return priorities;
    }

    private Task<RedisResult> CompleteAsync(IReadOnlyList<Settlement> settlements, string priority, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var settlement in settlements)
        {
            count += IsOf(settlement, priority) ? 1 : 0;
        }

        var taskKeys = new RedisKey[3 + count];
        taskKeys[0] = keys.Workers;
        taskKeys[1] = keys.Ready(priority);
        taskKeys[2] = keys.DeduplicationPrefix;
        var values = new RedisValue[3 + 3 * count];
        values[0] = worker;
        values[1] = RedisKeys.Group;
        values[2] = keys.EndedPrefix;
        var i = 0;
        foreach (var settlement in settlements)
        {
            if (!IsOf(settlement, priority))
            {
                continue;
            }

            var completion = (Completion)settlement;
            taskKeys[3 + i] = keys.Task(completion.Delivery.Message.Id);
            values[3 + i] = Receipt(completion);
            values[3 + count + 2 * i] = Milliseconds(completion.ResultTtl);
            values[4 + count + 2 * i] = RedisRecord.Write(completion.Record);
            i++;
        }

        EntryOrder.Sort(values, first: 3, count);
        return redis.EvaluateAsync(LuaScript.CompleteTasks, taskKeys, values, cancellationToken);
    }

    private Task<RedisResult> RetryAsync(Retrial retrial, CancellationToken cancellationToken)
    {
        var id = retrial.Delivery.Message.Id;
        var values = new List<RedisValue> { worker, RedisKeys.Group, Receipt(retrial), id, (long)Math.Ceiling(retrial.Delay.TotalMilliseconds) };
        RedisMessage.Write(retrial.Next, values, parked: true);
        return redis.EvaluateAsync(
            LuaScript.Retry,
            [keys.Workers, keys.Ready(retrial.Delivery.Message.Priority), keys.Scheduled, keys.Task(id), keys.DueChannel],
            [.. values],
            cancellationToken);
    }

    private Task<RedisResult> DeadLetterAsync(DeadLettering dead, CancellationToken cancellationToken)
    {
        var id = dead.Delivery.Message.Id;
        var values = new List<RedisValue>
        {
            worker,
            RedisKeys.Group,
            keys.EndedPrefix,
            Receipt(dead),
            Milliseconds(dead.ResultTtl),
            RedisRecord.Write(dead.Record),
            id,
            options.MaxDeadLetters,
            (long)options.DeadLetterAge.TotalMilliseconds,
        };
        RedisDeadLetters.Write(dead.Letter, values);
        return redis.EvaluateAsync(
            LuaScript.DeadLetter,
            [keys.Workers, keys.Ready(dead.Delivery.Message.Priority), keys.DeduplicationPrefix, keys.Task(id), keys.Dead, keys.DeadPrefix],
            [.. values],
            cancellationToken);
    }

    private static bool IsOf(Settlement settlement, string priority) =>
        settlement is Completion && string.Equals(settlement.Delivery.Message.Priority, priority, StringComparison.Ordinal);

    private static RedisValue Receipt(Settlement settlement) =>
        MemoryMarshal.TryGetArray(settlement.Delivery.Receipt, out var segment) ? segment.Array : settlement.Delivery.Receipt.ToArray();

    private static long Milliseconds(TimeSpan? ttl) => ttl is { } value ? (long)Math.Ceiling(value.TotalMilliseconds) : -1;
}
