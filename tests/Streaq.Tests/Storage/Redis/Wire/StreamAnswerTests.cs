using StackExchange.Redis;
using Streaq.Storage;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>Answers made by a script. Connections of both protocols show that a map of RESP3 is read in the same way.</summary>
[Collection(RedisCollection.Name)]
public sealed class StreamAnswerTests(RedisFixture redis) : IAsyncLifetime
{
    private const string Entries = "{{'5-0', {'id','a','task','t','body','{}'}}, {'6-0', {'id','b','task','t','body','{}'}}}";
    private const string OneEntry = "{{'7-1', {'id','c','task','t','body','{}'}}}";

    private readonly byte[]?[] _last = new byte[]?[Sample.Priorities.Length];

    private RedisQueue _queue = null!;

    public async Task InitializeAsync() => _queue = await RedisQueue.OpenAsync(redis.Server);

    public async Task DisposeAsync() => await _queue.DisposeAsync();

    [Theory]
    [InlineData("", "{{KEYS[1], " + Entries + "}, {KEYS[3], " + OneEntry + "}}")]
    [InlineData(",protocol=resp3", "{map = {[KEYS[1]] = " + Entries + ", [KEYS[3]] = " + OneEntry + "}}")]
    public async Task Read_OfEitherProtocol_GivesTheSameDeliveries(string protocol, string answer)
    {
        var (deliveries, given) = await ReadAsync($"if ARGV[1] ~= '' then redis.setresp(3) end return {answer}", protocol);
        deliveries.Sort((one, other) => string.CompareOrdinal(one.Message.Id, other.Message.Id));

        Assert.Equal(["a", "b", "c"], deliveries.Select(delivery => delivery.Message.Id));
        Assert.Equal(["high", "high", "low"], deliveries.Select(delivery => delivery.Message.Priority));
        Assert.Equal([5, 6, 7], deliveries.Select(delivery => delivery.Message.ReadyAt));
        Assert.Equal("7-1"u8.ToArray(), deliveries[2].Receipt);
        Assert.Equal([2, 0, 1], given);
        Assert.Equal(["6-0"u8.ToArray(), null, "7-1"u8.ToArray()], _last);
    }

    [Theory]
    [InlineData("return false")]
    [InlineData("return {}")]
    public async Task Read_OfNothing_GivesNothing(string script)
    {
        var (deliveries, given) = await ReadAsync(script);

        Assert.Empty(deliveries);
        Assert.Equal([0, 0, 0], given);
    }

    [Fact]
    public async Task Read_OfAnEntryWithoutFields_GivesAMalformedTask()
    {
        var (deliveries, _) = await ReadAsync("return {{KEYS[2], {{'5-0', false}}}}");

        var message = Assert.Single(deliveries).Message;
        Assert.Equal("malformed-5-0", message.Id);
        Assert.NotNull(message.Details.Malformed);
    }

    private async Task<(List<Delivery> Deliveries, int[] Given)> ReadAsync(string script, string protocol = "")
    {
        RedisKey[] keys = [.. Sample.Priorities.Select(_queue.Raw.Keys.Ready)];
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.ConnectionString + protocol);
        using var answer = await connection.GetDatabase().ScriptEvaluateRespAsync(script, keys, new RedisValue[] { protocol });
        byte[][] streams = [.. keys.Select(key => (byte[])key!)];
        var deliveries = new List<Delivery>();
        var given = new int[streams.Length];
        StreamAnswer.Read(answer, streams, Sample.Priorities, given, _last, deliveries);
        return (deliveries, given);
    }
}
