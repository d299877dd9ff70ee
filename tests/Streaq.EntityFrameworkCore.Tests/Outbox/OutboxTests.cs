using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace Streaq.EntityFrameworkCore.Tests.Outbox;

public abstract class OutboxTests : DatabaseTests
{
    private readonly FailingDelete _delete = new();

    [Fact]
    public async Task Enqueue_Saved_RunsTheTask()
    {
        await using var shop = await StartAsync();

        var handle = await shop.CountAsync("lamp");

        Assert.Equal(4, await shop.EndAsync(handle, "lamp"));
        Assert.True(handle.IsNew);
        await LeftAsync(shop, 0);
    }

    [Fact]
    public async Task Enqueue_NotSaved_SendsNothing()
    {
        await using var shop = await StartAsync();

        var lost = await shop.InRequestAsync(db => Task.FromResult(db.Enqueue(Shop.Count, "lost")));
        await shop.RunAsync("kept");

        Assert.Equal(TaskState.NotFound, await lost.StateAsync());
        Assert.Equal(["kept"], shop.Notes.Ran);
    }

    [Fact]
    public async Task Enqueue_RolledBack_SendsNothing()
    {
        await using var shop = await StartAsync();

        var lost = await shop.InRequestAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Orders.Add(new Order { Item = "lost" });
            var handle = db.Enqueue(Shop.Count, "lost");
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
            return handle;
        });
        await shop.RunAsync("kept");

        Assert.Equal(TaskState.NotFound, await lost.StateAsync());
        Assert.Equal(["kept"], shop.Notes.Ran);
    }

    [Fact]
    public async Task Enqueue_InATransaction_IsSentByItsCommit()
    {
        await using var shop = await StartAsync();

        var handle = await shop.InRequestAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var handle = db.Enqueue(Shop.Count, "lamp");
            await db.SaveChangesAsync();
            Assert.Equal(TaskState.NotFound, await handle.StateAsync());
            await transaction.CommitAsync();
            return handle;
        });

        Assert.Equal(4, await shop.EndAsync(handle, "lamp"));
    }

    [Fact]
    public async Task EnqueueMany_Saved_RunsAllInTheirOrder()
    {
        await using var shop = await StartAsync();
        string[] items = [.. Enumerable.Range(0, 450).Select(number => $"item {number}")];

        await shop.InRequestAsync(db =>
        {
            db.EnqueueMany(Shop.Send, items);
            return db.SaveChangesAsync();
        });
        await Task.WhenAll(items.Select(shop.Notes.BegunAsync));

        Assert.Equal(items, shop.Notes.Ran);
        await LeftAsync(shop, 0);
    }

    [Fact]
    public async Task Enqueue_AfterAnother_GoesBehindIt()
    {
        await using var shop = await StartAsync();

        var last = await shop.InRequestAsync(async db =>
        {
            var first = db.Enqueue(Shop.Count, "first", new EnqueueOptions { Delay = TimeSpan.FromMilliseconds(1) });
            var second = db.Enqueue(Shop.Count, "second", new EnqueueOptions { After = [first] });
            await db.SaveChangesAsync();
            return second;
        });
        await shop.EndAsync(last, "second");

        Assert.Equal(["first", "second"], shop.Notes.Ran);
    }

    [Fact]
    public async Task Relay_ThatLooksOnceAnHour_IsWokenByACommit()
    {
        await using var shop = await Shop.StartAsync(Use, pause: TimeSpan.FromHours(1));

        Assert.Equal(4, await shop.RunAsync("lamp"));
        Assert.Equal(5, await shop.RunAsync("chair"));
    }

    [Fact]
    public async Task Relay_BrokenOffBeforeTheDelete_AddsNothingTwice()
    {
        await using var shop = await StartAsync();
        _delete.BreakNext();

        var handle = await shop.CountAsync("lamp");
        var line = await shop.Host.Log.SeenAsync("streaq.outbox.interrupted").WaitAsync(QueueHost.Patience);
        Assert.Contains($"{line.Exception!.GetType()}: {line.Exception.Message}", line.Message, StringComparison.Ordinal);
        await shop.Host.Log.SeenAsync("streaq.outbox.resumed").WaitAsync(QueueHost.Patience);
        await shop.RunAsync("chair");

        Assert.Equal(4, await shop.EndAsync(handle, "lamp"));
        Assert.Equal(["lamp", "chair"], shop.Notes.Ran);
        await LeftAsync(shop, 0);
    }

    [Fact]
    public async Task Relay_OfATaskThatTheQueueRefuses_KeepsItAndGoesOn()
    {
        await using var shop = await StartAsync();
        var strict = new EnqueueOptions { After = ["unknown"], DependencyPolicy = DependencyPolicy.Strict };

        await shop.InRequestAsync(async db =>
        {
            var refused = db.Enqueue(Shop.Count, "refused", strict);
            db.Enqueue(Shop.Count, "waits for it", new EnqueueOptions { After = [refused] });
            return await db.SaveChangesAsync();
        });
        await shop.RunAsync("kept");
        await shop.Host.Log.SeenAsync("streaq.outbox.refused").WaitAsync(QueueHost.Patience);

        Assert.Equal(["kept"], shop.Notes.Ran);
        await LeftAsync(shop, 2);
    }

    [Fact]
    public async Task Trace_AcrossTheOutbox_IsOne()
    {
        var queue = $"test-{Guid.NewGuid():N}";
        using var spans = new ActivityLog(queue);
        await using var shop = await StartAsync(queue: queue);
        using var request = new Activity("POST /orders").Start();

        await shop.RunAsync("lamp");

        var process = await spans.WaitForAsync(span => span.DisplayName == "process shop.count").WaitAsync(QueueHost.Patience);
        var relay = await spans.WaitForAsync(span => span.DisplayName == $"enqueue {queue}").WaitAsync(QueueHost.Patience);
        var enqueue = Assert.Single(spans.Named("enqueue shop.count"));
        Assert.Equal((request.SpanId, ActivityKind.Producer), (enqueue.ParentSpanId, enqueue.Kind));
        Assert.Equal((enqueue.SpanId, request.TraceId), (process.ParentSpanId, process.TraceId));
        Assert.Equal((ActivityKind.Client, null), (relay.Kind, relay.ParentId));
        Assert.Equal(enqueue.SpanId, Assert.Single(relay.Links).Context.SpanId);
    }

    /// <summary>The relay takes over neither the span in which the host starts nor other values of its flow.</summary>
    [Fact]
    public async Task Relay_OfAHostThatStartsInsideASpan_IsATraceOfItsOwn()
    {
        var queue = $"test-{Guid.NewGuid():N}";
        using var spans = new ActivityLog(queue);
        using var start = new Activity("start").Start();
        await using var shop = await StartAsync(queue: queue);

        await shop.RunAsync("lamp");

        var relay = await spans.WaitForAsync(span => span.DisplayName == $"enqueue {queue}").WaitAsync(QueueHost.Patience);
        Assert.Equal((ActivityKind.Client, null), (relay.Kind, relay.ParentId));
    }

    protected Task<Shop> StartAsync(string? redis = null, string? queue = null, Notes? notes = null) =>
        Shop.StartAsync(options => Use(options.AddInterceptors(_delete)), redis, queue: queue, notes: notes);

    /// <summary>Checks the rows when one more task has run: the relay sends that only after the round with the rows before it.</summary>
    protected static async Task LeftAsync(Shop shop, int rows)
    {
        var last = await shop.CountAsync("last");
        await shop.EndAsync(last, "last");
        Assert.Equal(rows, await shop.InRequestAsync(db => db.Set<OutboxRow>().CountAsync(row => row.TaskId != last.Id)));
    }
}
