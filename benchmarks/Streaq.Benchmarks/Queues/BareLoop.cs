using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace Streaq.Benchmarks.Queues;

/// <summary>
/// The least that any queue on Redis streams must do, directly on StackExchange.Redis: add, read ahead, run nothing, store a result,
/// acknowledge, delete. It has no states, leases, retries or telemetry. The distance to it is what those cost.
/// </summary>
internal sealed class BareLoop : IQueueUnderTest
{
    private const string Group = "workers";
    private const int ReadCount = 256;

    /// <summary>Below the client's timeout. Only a drain beside callers waits at all.</summary>
    private const int BlockMilliseconds = 1000;

    private static readonly TimeSpan ResultTtl = TimeSpan.FromMinutes(5);

    /// <summary>As many bytes as a task's record has, so that Redis stores the same.</summary>
    private static readonly byte[] Result = new byte[165];

    private readonly RedisKey _stream = $"bare:{Guid.NewGuid():N}";
    private readonly ConnectionMultiplexer _writer;
    private readonly ConnectionMultiplexer _reader;
    private readonly int _tasks;

    private BareLoop(int tasks, ConnectionMultiplexer writer, ConnectionMultiplexer reader) => (_tasks, _writer, _reader) = (tasks, writer, reader);

    public static async Task<BareLoop> OpenAsync(string redis, int tasks)
    {
        var loop = new BareLoop(tasks, await ConnectionMultiplexer.ConnectAsync(redis), await ConnectionMultiplexer.ConnectAsync(redis));
        await loop._writer.GetDatabase().ExecuteAsync("XGROUP", "CREATE", loop._stream, Group, "0", "MKSTREAM");
        return loop;
    }

    public async Task<TimeSpan> EnqueueManyAsync()
    {
        var began = Stopwatch.GetTimestamp();
        var database = _writer.GetDatabase();
        var calls = new Task[_tasks];
        for (var i = 0; i < _tasks; i++)
        {
            calls[i] = AddAsync(database, i);
        }

        await Task.WhenAll(calls);
        return Stopwatch.GetElapsedTime(began);
    }

    public Task<TimeSpan> EnqueueOneByOneAsync(int callers)
    {
        var database = _writer.GetDatabase();
        return Callers.RunAsync(_tasks, callers, () => argument => AddAsync(database, argument));
    }

    public async Task<TimeSpan> RunTogetherAsync(int callers)
    {
        var began = Stopwatch.GetTimestamp();
        var draining = Task.Run(DrainAsync);
        await EnqueueOneByOneAsync(callers);
        await draining;
        return Stopwatch.GetElapsedTime(began);
    }

    public async Task<TimeSpan> DrainAsync()
    {
        var first = 0L;
        var stored = Task.CompletedTask;
        var reading = ReadAsync();
        for (var left = _tasks; left > 0;)
        {
            var entries = await reading;
            first = first == 0 ? Stopwatch.GetTimestamp() : first;
            left -= entries.Length;
            if (left > 0)
            {
                reading = ReadAsync();
            }

            await stored;
            stored = StoreAsync(entries);
        }

        await stored;
        return Stopwatch.GetElapsedTime(first);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.CloseAsync();
        await _reader.CloseAsync();
    }

    private Task<RedisResult> AddAsync(IDatabase database, int argument) => database.ExecuteAsync(
        "XADD", _stream, "*", "id", Guid.CreateVersion7().ToString("N"), "task", "bench.noop", "body", argument.ToString(CultureInfo.InvariantCulture));

    private async Task<RedisResult[]> ReadAsync()
    {
        var answer = await _reader.GetDatabase().ExecuteAsync("XREADGROUP", "GROUP", Group, "bare", "COUNT", ReadCount, "BLOCK", BlockMilliseconds, "STREAMS", _stream, ">");
        if (answer.IsNull)
        {
            return [];
        }

        // RESP2 answers [stream, entries] pairs, RESP3 the same flat.
        var streams = (RedisResult[])answer!;
        return (RedisResult[])(streams.Length == 1 ? ((RedisResult[])streams[0]!)[1] : streams[1])!;
    }

    private async Task StoreAsync(RedisResult[] entries)
    {
        if (entries.Length == 0)
        {
            return;
        }

        var database = _writer.GetDatabase();
        var calls = new Task[entries.Length + 2];
        var acknowledge = new object[2 + entries.Length];
        var delete = new object[1 + entries.Length];
        (acknowledge[0], acknowledge[1], delete[0]) = (_stream, Group, _stream);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = (RedisResult[])entries[i]!;
            var fields = (RedisValue[])entry[1]!;
            acknowledge[2 + i] = delete[1 + i] = (byte[])entry[0]!;
            calls[i] = database.StringSetAsync("bare:task:" + (string?)fields[1], Result, ResultTtl);
        }

        calls[^2] = database.ExecuteAsync("XACK", acknowledge);
        calls[^1] = database.ExecuteAsync("XDEL", delete);
        await Task.WhenAll(calls);
    }
}
