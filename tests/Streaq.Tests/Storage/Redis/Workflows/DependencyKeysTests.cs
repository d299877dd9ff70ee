using Streaq.Storage;
using Streaq.Storage.Redis;
using Streaq.Tasks;

namespace Streaq.Tests.Storage.Redis;

/// <summary>The keys of tasks that wait for each other, none of which stays.</summary>
[Collection(RedisCollection.Name)]
public sealed class DependencyKeysTests(RedisFixture redis)
{
    [Fact]
    public async Task Keys_OfAGraphThatHasEnded_AreGone()
    {
        await using var queue = await RedisQueue.OpenAsync(redis.Server);
        var lease = await queue.JoinAsync();
        await queue.EnqueueAsync("failing");
        await queue.Store.EnqueueWaitingAsync(
            [Task("first"), Task("last", [.. Enumerable.Range(0, 600).Select(i => $"m{i}"), "failing"]), .. Enumerable.Range(0, 600).Select(i => Task($"m{i}", "first"))],
            default);
        await queue.Store.EnqueueWaitingAsync([Task("doomed", "last", "failing", "m1"), Task("of-doomed", "doomed")], default);

        var ended = 0;
        while (await RedisQueue.FetchAsync(lease) is { Count: > 0 } fetched)
        {
            ended += fetched.Count;
            await lease.SettleAsync([.. fetched.Select(End)], default);
            while ((await queue.Store.PromoteDueAsync(100, default)).NextDueIn == TimeSpan.Zero)
            {
            }
        }

        Assert.Equal(605, ended);
        await lease.LeaveAsync(default);
        await queue.Store.DeadLetters.DeleteAsync("failing", default);
        Assert.Equal([$"{queue.Raw.Keys.Ready("normal")}"], (await KeysAsync(queue)).Except([$"{queue.Raw.Keys.Priorities}", $"{queue.Raw.Keys.Ready("high")}", $"{queue.Raw.Keys.Ready("low")}"]));
    }

    [Fact]
    public async Task Marker_OfATaskThatManyWaitFor_HasOneFlag()
    {
        await using var queue = await RedisQueue.OpenAsync(redis.Server);
        await queue.EnqueueAsync("a");
        await queue.Store.EnqueueWaitingAsync([.. Enumerable.Range(0, 300).Select(i => Task($"d{i}", "a"))], default);

        var marker = (string)(await queue.Raw.Database.StringGetAsync(queue.Raw.Keys.Task("a")))!;

        Assert.Matches(@"\A\+ready:normal [\d-]+\nn=1\z", marker);
        Assert.Equal(300, await queue.Raw.Database.ListLengthAsync(queue.Raw.Keys.Dependents("a")));
        Assert.Equal(1, await queue.Raw.Database.SetLengthAsync(queue.Raw.Keys.Waits("d0")));
    }

    private static NewTask Task(string id, params string[] after) => new(Sample.Message(id) with
    {
        Details = after.Length == 0 ? TaskDetails.None : new TaskDetails { Dependencies = new TaskDependencies(after) },
    });

    private static Settlement End(Delivery delivery)
    {
        if (delivery.Message.Id == "failing")
        {
            return Sample.Failure(delivery, 0) with { ResultTtl = TimeSpan.Zero };
        }

        var success = Sample.Success(delivery, TimeSpan.Zero);
        return delivery.Message.Details.Dependencies?.Failed is null
            ? success
            : success with { Record = RecordFormat.Write(RecordFormat.Read(success.Record) with { Outcome = TaskOutcome.Failure }) };
    }

    private static async Task<IEnumerable<string>> KeysAsync(RedisQueue queue) =>
        ((string[])(await queue.Raw.Database.ExecuteAsync("KEYS", $"streaq:{{{queue.Raw.Queue}}}:*"))!).Order();
}
