using System.Diagnostics;
using StackExchange.Redis;

namespace Streaq.Benchmarks.Queues;

/// <summary>
/// The least that a start takes on StackExchange.Redis: one <c>XADD</c>, and an <c>XREADGROUP</c> that waits for it on another connection.
/// </summary>
internal sealed class BareProbe : IAsyncDisposable
{
    private const string Group = "probes";

    /// <summary>Below the client's timeout. Entries come each few milliseconds.</summary>
    private const int BlockMilliseconds = 1000;

    private readonly RedisKey _stream = $"probe:{Guid.NewGuid():N}";
    private readonly ConnectionMultiplexer _writer;
    private readonly ConnectionMultiplexer _reader;
    private Task<long>? _reading;

    private BareProbe(ConnectionMultiplexer writer, ConnectionMultiplexer reader) => (_writer, _reader) = (writer, reader);

    public static async Task<BareProbe> OpenAsync(string redis)
    {
        var probe = new BareProbe(await ConnectionMultiplexer.ConnectAsync(redis), await ConnectionMultiplexer.ConnectAsync(redis));
        await probe._writer.GetDatabase().ExecuteAsync("XGROUP", "CREATE", probe._stream, Group, "0", "MKSTREAM");
        return probe;
    }

    /// <summary>Sends the read that waits. Call it a moment before <see cref="StartAsync"/>, so that Redis has it by then.</summary>
    public void Wait() => _reading ??= ReadAsync();

    /// <summary>Adds an entry.</summary>
    /// <returns>The time from the call to the answer of the read that waited.</returns>
    public async Task<TimeSpan> StartAsync()
    {
        Wait();
        var began = Stopwatch.GetTimestamp();
        await _writer.GetDatabase().StreamAddAsync(_stream, "body", "0");
        var started = await _reading!;
        _reading = null;
        return Stopwatch.GetElapsedTime(began, started);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.CloseAsync();
        await _reader.CloseAsync();
    }

    private async Task<long> ReadAsync()
    {
        RedisResult answer;
        do
        {
            answer = await _reader.GetDatabase().ExecuteAsync(
                "XREADGROUP", "GROUP", Group, "bare", "COUNT", 1, "BLOCK", BlockMilliseconds, "NOACK", "STREAMS", _stream, ">");
        }
        while (answer.IsNull);
        return Stopwatch.GetTimestamp();
    }
}
