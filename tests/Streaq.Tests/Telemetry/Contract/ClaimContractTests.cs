using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Streaq.Maintenance;
using Streaq.Telemetry;
using Streaq.Workers;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>A worker dies during an attempt: the worker that takes over links to the dead attempt.</summary>
[Collection(RedisCollection.Name)]
public sealed class ClaimContractTests(RedisFixture redis) : IDisposable
{
    private readonly string _queue = $"contract-{Guid.NewGuid():N}";
    private readonly FakeTime _time = new();
    private readonly TaskCompletionSource<Activity> _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ActivityLog? _spans;

    private ActivityLog Spans => _spans ??= new ActivityLog(_queue);

    public void Dispose()
    {
        SpanFacts.AssertNoneLinksIntoItsOwnTraceWithoutParent(Spans.Stopped);
        Spans.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Successor_OfADeadWorker_IsASiblingThatLinksToTheDeadAttempt(bool onRedis)
    {
        await using var bench = await OpenAsync(onRedis);
        var id = await bench.EnqueueAsync("hang");
        var dead = await DieAsync(bench, noted: true);

        await bench.ReclaimAsync("live");
        await using var lease = await bench.JoinAsync("live");
        var span = (await bench.RunAsync(lease)).Span.Activity!;

        var enqueue = Assert.Single(Spans.Named("enqueue work"));
        Assert.True(span.IsChildOf(enqueue.Context));
        Assert.Equal([dead.SpanId], span.LinksOf("previous_attempt"));
        Assert.Equal(dead.Id, span.Tag("streaq.link.previous_attempt"));
        Assert.Equal("dead", span.Tag("streaq.lease.previous_worker"));
        Assert.Equal(2, span.Tag("streaq.lease.deliveries"));
        Assert.Equal(2, span.Tag("streaq.attempt"));
        Assert.Equal(id, span.Tag("messaging.message.id"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Claim_OfADeadWorkersTask_IsARootClientSpanThatLinksTheDeadAttempt(bool onRedis)
    {
        await using var bench = await OpenAsync(onRedis);
        await bench.EnqueueAsync("hang");
        var dead = await DieAsync(bench, noted: true);

        await bench.ReclaimAsync("live");

        var claim = Assert.Single(Spans.Named($"claim {_queue}"));
        Assert.Equal(ActivityKind.Client, claim.Kind);
        Assert.True(claim.IsRoot());
        Assert.Equal([dead.SpanId], claim.LinksOf("previous_attempt"));
        Assert.Equal("claim", claim.Tag("messaging.operation.name"));
        Assert.Equal("receive", claim.Tag("messaging.operation.type"));
        Assert.Equal("live", claim.Tag("messaging.client.id"));
        Assert.Equal("workers", claim.Tag("messaging.consumer.group.name"));
        Assert.Equal(1, claim.Tag("messaging.batch.message_count"));
        Assert.Equal(onRedis, claim.Tag("server.address") is "127.0.0.1" or "localhost" && claim.Tag("server.port") is int);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Successor_OfAnAttemptThatWasNotNoted_StillNamesTheDeadWorker(bool onRedis)
    {
        await using var bench = await OpenAsync(onRedis);
        await bench.EnqueueAsync("hang");
        await DieAsync(bench, noted: false);

        await bench.ReclaimAsync("live");
        await using var lease = await bench.JoinAsync("live");
        var span = (await bench.RunAsync(lease)).Span.Activity!;

        Assert.Empty(span.LinksOf("previous_attempt"));
        Assert.Equal("dead", span.Tag("streaq.lease.previous_worker"));
        Assert.Empty(Assert.Single(Spans.Named($"claim {_queue}")).Links);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Claim_OfNothing_LeavesNoSpan(bool onRedis)
    {
        await using var bench = await OpenAsync(onRedis);
        await using var lease = await bench.JoinAsync("live");

        await bench.ReclaimAsync("live");

        Assert.Empty(Spans.Stopped);
    }

    [Fact]
    public async Task Attempt_WhoseOutcomeCouldNotBeStored_SaysThatItsLeaseWasLost()
    {
        await using var bench = await OpenAsync(onRedis: false, "retry");
        await bench.EnqueueAsync("retry");
        await using var lease = await bench.JoinAsync("slow");
        var attempt = await bench.RunAsync(lease);
        await bench.ExpireLeaseAsync("slow");
        await bench.ReclaimAsync("live");

        await bench.SettleAsync(lease, attempt);

        var process = Assert.Single(Spans.Named("process work"));
        Assert.Equal("lease_lost", process.Tag("streaq.outcome"));
        Assert.All([process, Assert.Single(Spans.Named("retry work"))], span =>
        {
            Assert.Equal(ActivityStatusCode.Error, span.Status);
            Assert.Equal("lease_lost", span.Tag("error.type"));
        });
    }

    private Task<StoreBench> OpenAsync(bool onRedis, string? only = null)
    {
        _ = Spans;
        return StoreBench.OpenAsync(_queue, onRedis ? redis.Server.ConnectionString : null, _time, HandleAsync, NullLogger.Instance);

        Task HandleAsync(string how, TaskContext context)
        {
            if (only is "retry")
            {
                throw new StreaqRetryException("Later.", TimeSpan.Zero);
            }

            return context.Attempt == 1 && _hanging.TrySetResult(context.Activity!) ? Task.Delay(Timeout.Infinite) : Task.CompletedTask;
        }
    }

    /// <summary>Runs an attempt that never ends, and lets its worker's lease run out.</summary>
    private async Task<Activity> DieAsync(StoreBench bench, bool noted)
    {
        await using var lease = await bench.JoinAsync("dead");
        var notes = new AttemptNotes(lease, _time, new(_time, NullLogger.Instance));
        using var died = new CancellationTokenSource();
        var noting = noted ? notes.RunAsync(died.Token) : Task.CompletedTask;
        _ = bench.RunAsync(lease, notes.AddSlot());
        var span = await _hanging.Task.WaitAsync(QueueHost.Patience);
        if (noted)
        {
            await _time.TimerSetAsync(wait => wait == AttemptNotes.Pause).WaitAsync(QueueHost.Patience);
            _time.Advance(AttemptNotes.Pause);
            await lease.Noted.WaitAsync(QueueHost.Patience);
        }

        await died.CancelAsync();
        await noting;
        await bench.ExpireLeaseAsync("dead");
        return span;
    }
}
