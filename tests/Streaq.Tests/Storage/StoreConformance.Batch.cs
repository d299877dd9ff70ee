using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Tasks of one call, whose ids contain their place in it: a store may keep them together, which no call shows.</summary>
public abstract partial class StoreConformance
{
    private static readonly string Batch = BatchId.NewBatch();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(300)]
    public async Task Batch_Enqueued_IsFetchedInOrder(int count)
    {
        var ids = await EnqueueBatchAsync(count);

        var deliveries = await FetchAllAsync(await JoinAsync());

        Assert.Equal(Enumerable.Range(0, count).Select(i => BatchId.For(Batch, i)), ids);
        Assert.Equal(ids, deliveries.Select(delivery => delivery.Message.Id));
        Assert.All(deliveries, delivery => Assert.Equal(("test.sample", "{}"), (delivery.Message.Name, Body(delivery))));
    }

    [Fact]
    public async Task Batch_LookedUp_TellsEachTasksState()
    {
        var ids = await EnqueueBatchAsync(200);
        var lease = await JoinAsync();
        var held = await TakeAsync(lease, 130);
        await SettleAsync(lease, Sample.Success(held[0]), Sample.Success(held[128]));

        Assert.Equal(TaskState.Succeeded, await StateAsync(ids[0]));
        Assert.Equal(TaskState.Running, await StateAsync(ids[1]));
        Assert.Equal(TaskState.Succeeded, await StateAsync(ids[128]));
        Assert.Equal(TaskState.Ready, await StateAsync(ids[199]));
        Assert.Equal(TaskState.NotFound, await StateAsync(BatchId.For(Batch, 200)));
        Assert.Equal(TaskState.NotFound, await StateAsync(BatchId.For(BatchId.NewBatch(), 0)));
    }

    [Fact]
    public async Task Batch_EndedWithoutARecord_IsNotFound()
    {
        var ids = await EnqueueBatchAsync(2);
        var lease = await JoinAsync();
        var held = await TakeAsync(lease, 2);
        await SettleAsync(lease, Sample.Success(held[0], TimeSpan.Zero));

        Assert.Equal(TaskState.NotFound, await StateAsync(ids[0]));
        Assert.Null(await Store.WaitForEndAsync(ids[0], default, default));
        Assert.Equal(TaskState.Running, await StateAsync(ids[1]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Batch_WaitedFor_TellsTheEnd(bool running)
    {
        var ids = await EnqueueBatchAsync(3);
        var lease = await JoinAsync();
        var held = running ? await TakeAsync(lease, 3) : [];
        var waiting = await WaitingAsync(ids[1]);
        held = running ? held : await TakeAsync(lease, 3);

        await SettleAsync(lease, [.. held.Select(delivery => Sample.Success(delivery))]);

        Assert.Equal("42", Result(await waiting.WaitAsync(QueueHost.Patience)));
    }

    [Fact]
    public async Task Batch_EnqueuedAgain_AddsNothing()
    {
        await EnqueueBatchAsync(130);

        await EnqueueBatchAsync(130);

        Assert.Equal(130, (await FetchAllAsync(await JoinAsync())).Count);
    }

    [Fact]
    public async Task Batch_EnqueuedAgainAfterItHasEnded_AddsNothing()
    {
        await EnqueueBatchAsync(130);
        var lease = await JoinAsync();
        await SettleAsync(lease, [.. (await TakeAsync(lease, 130)).Select(delivery => Sample.Success(delivery))]);

        await EnqueueBatchAsync(130);

        Assert.Empty(await FetchAllAsync(lease));
    }

    [Fact]
    public async Task Batch_GivenBackByADeadWorker_IsFoundAgain()
    {
        var ids = await EnqueueBatchAsync(3);
        var dead = await JoinAsync("dead");
        await TakeAsync(dead, 2);
        await AdvanceAsync(Sample.Lease);

        await ReclaimAsync();

        Assert.Equal([TaskState.Ready, TaskState.Ready, TaskState.Ready], await Task.WhenAll(ids.Select(StateAsync)));
        var again = await TakeAsync(await JoinAsync(), 3);
        Assert.Equal([ids[2], ids[0], ids[1]], again.Select(delivery => delivery.Message.Id));
        Assert.Equal(TaskState.Running, await StateAsync(ids[0]));
    }

    [Fact]
    public async Task Batch_RetriedAndDeadLettered_IsFoundEverywhere()
    {
        var ids = await EnqueueBatchAsync(2);
        var lease = await JoinAsync();
        var held = await TakeAsync(lease, 2);

        await SettleAsync(lease, Sample.Retry(held[0], TimeSpan.FromHours(1)), Sample.Failure(held[1], Store.Now));

        Assert.Equal(TaskState.Scheduled, await StateAsync(ids[0]));
        Assert.Equal(TaskState.Failed, await StateAsync(ids[1]));
        Assert.Equal(ReplayResult.Replayed, await ReplayAsync(ids[1]));
        Assert.Equal(TaskState.Ready, await StateAsync(ids[1]));
    }

    /// <summary>Values that differ are stored with each task, and common values with all.</summary>
    [Fact]
    public async Task Batch_OfDifferentMessages_KeepsEachAsItIs()
    {
        NewTask[] tasks =
        [
            Of(0, message => message with { TraceParent = "00-1", Details = Rooted("1", "2") }),
            Of(1, message => message with { TraceParent = "00-2", Details = Rooted("1", "3") }),
            Of(2, message => message),
            Of(3, message => message with { Details = new() { Baggage = "only=here" } }),
            Of(4, message => message with { Priority = "high" }),
            Of(5, message => message with { Name = "test.other" }),
            Of(6, message => message with { Body = "7"u8.ToArray() }) with { ExpiresIn = TimeSpan.FromHours(1) },
            Of(7, message => message) with { Delay = TimeSpan.FromHours(1) },
            Of(8, message => message) with { DeduplicationKey = "once" },
            Of(9, message => message),
        ];

        await Store.EnqueueManyAsync(tasks, default);

        var messages = (await FetchAllAsync(await JoinAsync())).ToDictionary(delivery => delivery.Message.Id, delivery => delivery.Message);
        Assert.Equal(9, messages.Count);
        Assert.Equal(TaskState.Scheduled, await StateAsync(tasks[7].Message.Id));
        foreach (var expected in tasks.Where(task => !task.IsScheduled).Select(task => task.Message))
        {
            var read = messages[expected.Id];
            Assert.Equal(
                expected.Details.Headers ?? new Dictionary<string, string>(), read.Details.Headers ?? new Dictionary<string, string>());
            Assert.Equal(expected.Body.ToArray(), read.Body.ToArray());
            Assert.Equal(
                (expected.Name, expected.Priority, expected.TraceParent, expected.Details.RootId, expected.Details.Baggage),
                (read.Name, read.Priority, read.TraceParent, read.Details.RootId, read.Details.Baggage));
        }

        Assert.InRange(messages[tasks[6].Message.Id].Details.ExpiresAt, Store.Now + 1, long.MaxValue);
    }

    private static TaskDetails Rooted(string a, string b) =>
        new() { RootId = "r", Headers = new Dictionary<string, string> { ["a"] = a, ["b"] = b } };

    private static NewTask Of(int index, Func<TaskMessage, TaskMessage> with) => new(with(Sample.Message(BatchId.For(Batch, index))));

    private static string Body(Delivery delivery) => System.Text.Encoding.UTF8.GetString(delivery.Message.Body.Span);

    private async Task<string[]> EnqueueBatchAsync(int count) =>
        await Store.EnqueueManyAsync([.. Enumerable.Range(0, count).Select(i => Of(i, message => message))], default);

    /// <summary>Takes the given number of ready tasks. A store may hand them out in parts.</summary>
    private static async Task<List<Delivery>> TakeAsync(IWorkerLease lease, int count)
    {
        var taken = new List<Delivery>();
        for (var before = -1; before < taken.Count && taken.Count < count;)
        {
            before = taken.Count;
            taken.AddRange(await FetchAsync(lease, count - taken.Count));
        }

        return taken;
    }
}
