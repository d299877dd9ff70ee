using BenchmarkDotNet.Attributes;
using StackExchange.Redis;
using Streaq.Storage.Redis;
using Streaq.Tasks;
using Streaq.TestSupport;

namespace Streaq.Benchmarks.Micro;

/// <summary>Converts a message to the fields of its stream entry and back.</summary>
public class MessageBenchmarks
{
    private readonly List<RedisValue> _fields = [];
    private RedisResult[] _entry = [];

    [Params(false, true)]
    public bool Traced { get; set; }

    /// <summary>Reads the answer from a Redis: no release of the client lets other code create its answers.</summary>
    [GlobalSetup]
    public async Task SetupAsync()
    {
        var fields = new List<RedisValue>();
        RedisMessage.WriteEntry(Message, fields);
        await using var redis = await RedisServer.StartOwnAsync();
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var database = multiplexer.GetDatabase();
        await database.ExecuteAsync("XADD", [(RedisKey)"stream", "*", .. fields.Select(field => (object)field)]);
        var entries = (RedisResult[])(await database.ExecuteAsync("XRANGE", (RedisKey)"stream", "-", "+"))!;
        _entry = (RedisResult[])((RedisResult[])entries[0]!)[1]!;
        await multiplexer.CloseAsync();
    }

    [Benchmark]
    public int Write()
    {
        _fields.Clear();
        RedisMessage.WriteEntry(Message, _fields);
        return _fields.Count;
    }

    [Benchmark]
    public object Read() => RedisMessageReader.Read(_entry, "normal", 1_760_000_000_000, entryId: null);

    private TaskMessage Message => Traced ? Samples.TracedMessage : Samples.Message;
}
