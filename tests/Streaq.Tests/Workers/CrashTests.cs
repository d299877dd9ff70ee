using System.Diagnostics;
using Streaq.Tests.Storage;
using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Workers;

/// <summary>Workers in processes of their own, and what remains when one dies.</summary>
[Trait("Category", "Slow")]
public sealed class CrashTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly TaskDefinition<int, int> Double = new("crash.double");

    /// <summary>A crash test must wait this long for the dead worker's tasks.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private QueueHost _client = null!;
    private RawRedis _raw = null!;

    public async Task InitializeAsync()
    {
        _client = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString);
        _raw = await RawRedis.OpenAsync(redis.Server, _client.Queue);
    }

    public async Task DisposeAsync()
    {
        await _raw.DisposeAsync();
        await _client.DisposeAsync();
    }

    [Fact]
    public async Task Kill_OfAWorkerAmidAThousandTasks_LosesNone()
    {
        // The victim is killed while it certainly holds tasks and the survivor works.
        await using var victim = Start(Short, hangsAfter: 50);
        var handles = (await _client.Client.EnqueueManyAsync(Double, Enumerable.Range(0, 500))).ToList();
        var held = await victim.WaitForAsync(line => line.Event == "hangs");
        await using var survivor = Start(Short);
        await survivor.WaitForAsync(line => line.Event == "started");
        handles.AddRange(await _client.Client.EnqueueManyAsync(Double, Enumerable.Range(500, 500)));
        await survivor.WaitForAsync(line => line.Event == "ran");

        await victim.KillAsync();

        var results = await Task.WhenAll(handles.Select(handle => handle.ResultAsync(QueueHost.Patience)));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => i * 2), results);
        var executed = await _raw.Database.HashGetAllAsync($"executed:{_client.Queue}");
        Assert.Equal(handles.Select(handle => handle.Id).Order(), executed.Select(entry => (string)entry.Name!).Order());
        Assert.InRange((await _client.Client.ReportAsync(held.Id!)).Attempts, 2, 100);
        Assert.Equal((0, 0), await _raw.StreamsAsync(Sample.Priorities));
        Assert.Equal(0, await _raw.Database.SortedSetLengthAsync(_raw.Keys.Scheduled));
        Assert.Empty(await _client.Client.DeadLetters.ListAsync());
    }

    [Fact]
    public async Task Kill_OfAWorkerInAnAttempt_LeavesALinkForItsSuccessor()
    {
        var noted = await _raw.FirstWriteAsync(key => key.Contains(":attempts:", StringComparison.Ordinal), "hset");
        await using var victim = Start(Short, hangsAfter: 0);
        var handle = await _client.Client.EnqueueAsync(Double, 21);
        var dead = await victim.WaitForAsync(line => line.Event == "hangs");
        await noted.WaitAsync(QueueHost.Patience);

        await victim.KillAsync();
        await using var successor = Start(Short);

        var attempt = await successor.WaitForAsync(line => line.Event == "span" && line.Name == "process crash.double");
        Assert.Equal((handle.Id, 2), (attempt.Id, attempt.Attempt));
        Assert.Contains(dead.Span, attempt.Links!);
    }

    [Fact]
    public async Task Stop_OfAWorkerWithRunningTasks_GivesThemBackToAnotherAsTheSameAttempt()
    {
        await using var leaving = Start(Sample.Lease, hangsAfter: 0);
        var handle = await _client.Client.EnqueueAsync(Double, 21);
        await leaving.WaitForAsync(line => line.Event == "hangs");

        await leaving.StopAsync();

        Assert.Equal(TaskState.Ready, await handle.StateAsync());
        await using var other = Start(Sample.Lease);
        Assert.Equal(42, await handle.ResultAsync(QueueHost.Patience));
        Assert.Equal(1, (await handle.ReportAsync()).Attempts);
        Assert.Equal((0, 0), await _raw.StreamsAsync(Sample.Priorities));
    }

    [Fact]
    public async Task Trace_OfAnEnqueueHereAndAnAttemptThere_IsOne()
    {
        using var spans = new ActivityLog(_client.Queue);
        using var request = new Activity("request").Start();
        var handle = await _client.Client.EnqueueAsync(Double, 21);
        await using var worker = Start(Sample.Lease);

        var attempt = await worker.WaitForAsync(line => line.Event == "span" && line.Name == "process crash.double");

        var enqueue = Assert.Single(spans.Named("enqueue crash.double"));
        Assert.Equal(request.TraceId, enqueue.TraceId);
        Assert.Equal((handle.Id, $"{enqueue.TraceId}", $"{enqueue.SpanId}"), (attempt.Id, attempt.Trace, attempt.Parent));
        Assert.Equal($"{enqueue.TraceId}", (await handle.ReportAsync()).TraceId);
    }

    private WorkerProcess Start(TimeSpan lease, int? hangsAfter = null) =>
        WorkerProcess.Start(redis.Server.ConnectionString, _client.Queue, lease, hangsAfter);
}
