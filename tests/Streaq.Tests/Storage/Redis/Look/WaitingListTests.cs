using System.Globalization;
using StackExchange.Redis;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage.Redis;

/// <summary>Lists of waiting tasks, which are read from the sets with their ids.</summary>
[Collection(RedisCollection.Name)]
public sealed class WaitingListTests(RedisFixture redis) : IAsyncLifetime
{
    private RedisQueue _queue = null!;

    public async Task InitializeAsync() => _queue = await RedisQueue.OpenAsync(redis.Server);

    public async Task DisposeAsync() => await _queue.DisposeAsync();

    [Fact]
    public async Task List_OfAPageWhoseLastHasGone_GoesOnBehindIt()
    {
        await WaitAsync("a", "b", "c", "d");
        var page = await ListAsync(2, null);
        await _queue.Store.AbortAsync("b", "", default, default);

        var next = await ListAsync(2, page.Continuation);

        Assert.Equal(["a", "b"], Ids(page));
        Assert.Equal(["c", "d"], Ids(next));
    }

    [Fact]
    public async Task List_OfAKeyOfAnotherType_LeavesItOut()
    {
        await WaitAsync("a", "b");
        await _queue.Raw.Database.StringSetAsync(_queue.Raw.Keys.Task("a"), "x");

        Assert.Equal(["b"], Ids(await ListAsync(10, null)));
    }

    [Theory]
    [InlineData("a:1")]
    [InlineData("2a:1")]
    [InlineData("0:1")]
    [InlineData("0a:x")]
    [InlineData("0a")]
    public async Task List_OfAnotherContinuation_IsRefused(string foreign) =>
        await Assert.ThrowsAsync<ArgumentException>("continuation", () => ListAsync(10, foreign));

    /// <summary>On a server of its own, whose statistics have only the list's commands.</summary>
    [Fact]
    public async Task Page_OfAQueueAmongManyKeys_LooksAtNoneOfThem()
    {
        await using var server = await RedisServer.StartOwnAsync();
        await using var queue = await RedisQueue.OpenAsync(server);
        await queue.EnqueueAsync("first");
        await queue.Store.EnqueueWaitingAsync([.. Enumerable.Range(0, 50).Select(i => After($"{i}"))], default);
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},allowAdmin=true");
        await admin.GetDatabase().ScriptEvaluateAsync("for i = 1, 10000 do redis.call('SET', 'other:' .. i, i) end");
        await queue.Store.ListAsync(Query(1, null), default);
        await admin.GetDatabase().ExecuteAsync("CONFIG", "RESETSTAT");

        var page = await queue.Store.ListAsync(Query(10, null), default);

        Assert.Equal(10, page.Tasks.Count);
        var calls = (string)(await admin.GetDatabase().ExecuteAsync("INFO", "commandstats"))!;
        Assert.DoesNotContain("cmdstat_scan", calls, StringComparison.Ordinal);
        Assert.Equal(10, Calls(calls, "hgetall"));
        Assert.Equal(1, Calls(calls, "evalsha") + Calls(calls, "eval"));
    }

    private static int Calls(string statistics, string command)
    {
        var line = statistics.Split("\r\n").FirstOrDefault(line => line.StartsWith($"cmdstat_{command}:", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line.Split("calls=")[1].Split(',')[0], CultureInfo.InvariantCulture);
    }

    private static NewTask After(string id) => new(Sample.Message(id) with { Details = new() { Dependencies = new TaskDependencies(["first"]) } });

    private async Task WaitAsync(params string[] ids)
    {
        await _queue.EnqueueAsync("first");
        await _queue.Store.EnqueueWaitingAsync([.. ids.Select(After)], default);
        // One after the other, as in practice.
        await _queue.Raw.Database.SortedSetAddAsync(
            _queue.Raw.Keys.Waiting, [.. ids.Select((id, i) => new SortedSetEntry(id, 1_760_000_000_000 + i))]);
    }

    private Task<TaskList> ListAsync(int limit, string? continuation) => _queue.Store.ListAsync(Query(limit, continuation), default).AsTask();

    private static TaskListQuery Query(int limit, string? continuation) => new(TaskState.Waiting, Sample.Priorities, limit, continuation);

    private static IEnumerable<string> Ids(TaskList list) => list.Tasks.Select(task => task.Key);
}
