using System.Globalization;
using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>Stores the spans of traces: a hash for each trace, the order of the traces, and the size of each.</summary>
internal sealed class RedisTraces(RedisConnection redis, RedisKeys keys) : ITraceStore
{
    private const string Part = "part:";

    private static readonly LuaScript KeepScript = LuaScript.Named("keep_traces");
    private static readonly LuaScript ReadScript = LuaScript.Named("read_traces");

    public async ValueTask<KeptTraces> KeepAsync(
        IReadOnlyList<TracePart> parts, TraceBudget budget, long since, CancellationToken cancellationToken)
    {
        var values = new List<RedisValue>(6 + (4 * parts.Count))
        {
            since,
            budget.MaxTraces,
            budget.MaxBytes,
            Milliseconds.Of(budget.TimeToLive),
            TraceBudget.MaxSpans,
            TraceBudget.MaxTraceBytes,
        };
        foreach (var part in parts)
        {
            values.AddRange([part.TraceId, part.Spans, part.Dropped, part.Bytes]);
        }

        var answer = (RedisResult[])(await redis.EvaluateAsync(
            KeepScript, [keys.Traces, keys.TraceSizes, keys.TracePrefix], [.. values], cancellationToken).ConfigureAwait(false))!;
        return new((string[])answer[1]!, (long)answer[0]);
    }

    public async ValueTask<IReadOnlyList<StoredTrace>> ReadAsync(IReadOnlyList<string> traceIds, CancellationToken cancellationToken)
    {
        var answer = (RedisResult[])(await redis.EvaluateAsync(
            ReadScript, [keys.TracePrefix], [.. traceIds.Select(id => (RedisValue)id)], cancellationToken).ConfigureAwait(false))!;
        return [.. answer.Select(Read)];
    }

    private static StoredTrace Read(RedisResult fields)
    {
        var values = (RedisValue[])fields!;
        var (parts, dropped) = (new SortedList<int, ReadOnlyMemory<byte>>(), 0);
        for (var i = 0; i + 1 < values.Length; i += 2)
        {
            var name = (string)values[i]!;
            if (name.StartsWith(Part, StringComparison.Ordinal))
            {
                if (int.TryParse(name.AsSpan(Part.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    parts[number] = (byte[])values[i + 1]!;
                }
            }
            else if (name is "dropped")
            {
                _ = int.TryParse((string?)values[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out dropped);
            }
        }

        return new StoredTrace([.. parts.Values], dropped);
    }
}
