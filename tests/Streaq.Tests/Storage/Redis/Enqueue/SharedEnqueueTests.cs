using System.Threading.Channels;
using StackExchange.Redis;
using Streaq.Storage.Redis;
using LuaScript = Streaq.Storage.Redis.LuaScript;

namespace Streaq.Tests.Storage.Redis;

public sealed class SharedEnqueueTests
{
    private readonly HeldCalls _redis = new();
    private readonly List<Call> _calls = [];
    private readonly SharedEnqueue _shared;

    public SharedEnqueueTests() => _shared = new SharedEnqueue(new PriorityEnqueue(_redis, new RedisKeys("q")));

    [Fact]
    public async Task Caller_WithoutOthers_IsSentAtOnce()
    {
        var enqueued = Add("a");

        Assert.True(_redis.Calls.TryRead(out var call));
        Assert.Equal(["a"], call.Ids);
        call.Answer.SetResult(RedisResult.Create([RedisResult.Create(1), RedisResult.Create("holder of a", ResultType.BulkString)]));
        Assert.Equal("holder of a", await enqueued);
    }

    [Fact]
    public async Task Callers_WhileTwoCallsAreUnderWay_ShareTheNext()
    {
        var enqueued = new[] { Add("a"), Add("b"), Add("c"), Add("d") };
        Assert.Equal(2, _redis.Calls.Count);

        await AnswerAsync(0);

        Assert.Equal(["c", "d"], (await CallAsync(2)).Ids);
        await AnswerAsync(1);
        await AnswerAsync(2);
        Assert.Equal(["a", "b", "c", "d"], await Task.WhenAll(enqueued));
        Assert.False(_redis.Calls.TryRead(out _));
    }

    [Fact]
    public async Task Call_ThatFails_FailsThoseInItAndNoOthers()
    {
        var enqueued = new[] { Add("a"), Add("b"), Add("c"), Add("d") };
        await AnswerAsync(0);

        (await CallAsync(2)).Answer.SetException(new StreaqStoreException("Redis went away."));
        await AnswerAsync(1);

        Assert.Equal("a", await enqueued[0]);
        Assert.Equal("b", await enqueued[1]);
        await Assert.ThrowsAsync<StreaqStoreException>(() => enqueued[2]);
        await Assert.ThrowsAsync<StreaqStoreException>(() => enqueued[3]);
        _ = Add("e");
        Assert.Equal(["e"], (await CallAsync(3)).Ids);
    }

    [Fact]
    public async Task Callers_OfAnotherPriority_AreSentApart()
    {
        var enqueued = new[] { Add("a"), Add("b"), Add("c"), Add("d", "high") };

        Assert.Equal([["a"], ["b"], ["d"]], [(await CallAsync(0)).Ids, (await CallAsync(1)).Ids, (await CallAsync(2)).Ids]);
        for (var i = 0; i < 4; i++)
        {
            await AnswerAsync(i);
        }

        Assert.Equal(["a", "b", "c", "d"], await Task.WhenAll(enqueued));
    }

    [Fact]
    public async Task Callers_OfALongBurst_AreSentInCallsOfBoundedLength()
    {
        var enqueued = Enumerable.Range(0, 302).Select(i => Add($"{i}")).ToArray();

        for (var i = 0; i < 5; i++)
        {
            await AnswerAsync(i);
        }

        // Two calls are under way at a time, so the last two may come in either order.
        Assert.Equal([1, 1, 44, 128, 128], _calls.Select(call => call.Ids.Length).Order());
        Assert.Equal(Enumerable.Range(0, 302).Select(i => $"{i}"), await Task.WhenAll(enqueued));
    }

    private async Task<string> Add(string id, string priority = Sample.Normal) => (await _shared.AddAsync(Sample.Task(id, priority))).Id;

    /// <summary>Answers that all were added.</summary>
    private async Task AnswerAsync(int index) => (await CallAsync(index)).Answer.SetResult(RedisResult.Create(Array.Empty<RedisResult>()));

    private async Task<Call> CallAsync(int index)
    {
        while (_calls.Count <= index)
        {
            _calls.Add(await _redis.Calls.ReadAsync().AsTask().WaitAsync(QueueHost.Patience));
        }

        return _calls[index];
    }

    private sealed record Call(string[] Ids)
    {
        public TaskCompletionSource<RedisResult> Answer { get; } = new();
    }

    /// <summary>A Redis that answers a call when the test decides.</summary>
    private sealed class HeldCalls : IScripts
    {
        private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();

        public ChannelReader<Call> Calls => _calls.Reader;

        public Task<RedisResult> EvaluateAsync(LuaScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
        {
            // The name of each task's first field ends with its id.
            var ids = values.Select(value => $"{value}".Split(' ')).Where(words => words is ["test.sample", _]).Select(words => words[1]);
            var call = new Call([.. ids]);
            _calls.Writer.TryWrite(call);
            return call.Answer.Task;
        }
    }
}
