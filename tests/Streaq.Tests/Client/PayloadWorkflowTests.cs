using StackExchange.Redis;
using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Client;

/// <summary>Payloads that the store moves from task to task, or keeps for schedules, while everything is signed and transformed.</summary>
[Collection(RedisCollection.Name)]
[Trait("Category", "Slow")]
public sealed class PayloadWorkflowTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Double = new("double");
    private static readonly TaskDefinition<int, string> Say = new("say");
    private static readonly TaskDefinition<GroupProgress, long> Count = new("count");
    private static readonly TaskDefinition<int, int> Sum = new("sum");
    private static readonly byte[] Key = Enumerable.Repeat((byte)7, 32).ToArray();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pipeline_Signed_PassesResultsOn(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);

        var said = await host.Client.Pipeline(Double, 4).Then(Double).Then(Say).EnqueueAsync();

        Assert.Equal("16", await said.ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DependencyResults_Signed_AreRead(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var parts = await host.Client.EnqueueManyAsync(Double, [1, 2, 3]);

        var sum = await host.Client.EnqueueAsync(Sum, 0, new EnqueueOptions { After = [.. parts.Select(part => (TaskDependency)part)] });

        Assert.Equal(12, await sum.ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Group_Signed_TellsItsProgressToTheTaskThatFollows(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);

        var group = await host.Client.GroupAsync(Double, [1, 2, 3], new GroupOptions { OnFinished = GroupCallback.Of(Count) });

        Assert.Equal([2, 4, 6], await group.ResultsAsync(QueueHost.Patience));
        await group.Finished!.WaitAsync(QueueHost.Patience);
        Assert.Equal(3, await host.Client.Handle<long>(group.Finished.Id).ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Pipeline_WithAnotherTasksResultForItsArgument_IsRefused()
    {
        await using var producer = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString, Sign);
        await using var raw = await RawRedis.OpenAsync(redis.Server, producer.Queue);
        var said = await producer.Client.Pipeline(Double, 4).Then(Say, new EnqueueOptions { Priority = "low" }).EnqueueAsync();
        var other = await producer.Client.EnqueueAsync(Double, 100);
        var ready = await raw.FirstWriteAsync(key => key.EndsWith("ready:low", StringComparison.Ordinal), "xadd");
        byte[] foreign;
        await using (await StartAsync(onRedis: true, producer.Queue, worker => worker.Priorities = ["normal"]))
        {
            await other.WaitAsync(QueueHost.Patience);
            await ready.WaitAsync(QueueHost.Patience);
            byte[] record = (await raw.Database.StringGetAsync(raw.Keys.Task(other.Id)))!;
            foreign = record[(Array.IndexOf(record, (byte)'\n') + 1)..];
        }

        // The entry that the store wrote, but with a result that was signed for another task.
        var entry = (RedisResult[])((RedisResult[])(await raw.Database.ExecuteAsync("XRANGE", raw.Keys.Ready("low"), "-", "+"))!).Single()!;
        var fields = Array.ConvertAll((RedisResult[])entry[1]!, field => (object)(byte[])field!);
        fields[1] = foreign;
        await raw.Database.ExecuteAsync("XDEL", raw.Keys.Ready("low"), (string)entry[0]!);
        var forged = await raw.AddEntryAsync("low", fields);
        byte[] marker = (await raw.Database.StringGetAsync(raw.Keys.Task(said.Id)))!;
        var flags = System.Text.Encoding.UTF8.GetString(marker) is var text && text.Contains('\n', StringComparison.Ordinal) ? text[text.IndexOf('\n', StringComparison.Ordinal)..] : "";
        await raw.Database.StringSetAsync(raw.Keys.Task(said.Id), $"+ready:low {forged}{flags}");
        await using var victim = await StartAsync(onRedis: true, producer.Queue);

        var failure = await Assert.ThrowsAsync<TaskFailedException>(() => victim.Client.Handle<string>(said.Id).WaitAsync(QueueHost.Patience));
        Assert.Equal(typeof(PayloadRefusedException).FullName, failure.Error.Type);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Schedule_Signed_FiresTasksThatAreAccepted(bool onRedis)
    {
        var ran = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync(onRedis, maps: streaq => streaq.Map(Double, (int x) =>
        {
            ran.TrySetResult(x);
            return x;
        }));

        await host.Client.ScheduleAsync("often", "@every 1s", Double, 21);

        Assert.Equal(21, await ran.Task.WaitAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData("body")]
    [InlineData("expression")]
    [InlineData("task")]
    public async Task Schedule_ChangedInRedis_IsNotFired(string field)
    {
        await using var producer = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString, Sign);
        await producer.Client.ScheduleAsync("mine", "@every 1s", Double, 21);
        await using var raw = await RawRedis.OpenAsync(redis.Server, producer.Queue);
        RedisValue forged = field switch { "body" => "22", "expression" => "@every 2s", _ => "say" };
        await raw.Database.HashSetAsync(raw.Keys.Schedule("mine"), field, forged);

        await producer.Client.ScheduleAsync("sound", "@every 1s", Double, 1);
        var ran = new System.Collections.Concurrent.ConcurrentQueue<int>();
        var twice = new SemaphoreSlim(0);

        await using var host = await StartAsync(onRedis: true, producer.Queue, maps: streaq => streaq.Map(Double, (int x) =>
        {
            ran.Enqueue(x);
            twice.Release();
            return x;
        }));

        Assert.True(await twice.WaitAsync(QueueHost.Patience));
        Assert.True(await twice.WaitAsync(QueueHost.Patience));
        Assert.All(ran, argument => Assert.Equal(1, argument));
        Assert.Empty(await host.Client.DeadLetters.ListAsync());
        Assert.Contains(host.Log.Lines, line => line.Event.Name == "streaq.cron.unreadable" && line.Message.Contains("mine", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cron_ChangedInRedis_FiresAsItIsDeclared()
    {
        var ran = new SemaphoreSlim(0);
        await using var host = await StartAsync(onRedis: true, maps: streaq => streaq.Cron("tick", "* * * * * *", () => { ran.Release(); }));
        Assert.True(await ran.WaitAsync(QueueHost.Patience));
        await using var raw = await RawRedis.OpenAsync(redis.Server, host.Queue);

        await raw.Database.HashSetAsync(raw.Keys.Schedule("tick"), [new("task", "say"), new("body", "13")]);

        Assert.True(await ran.WaitAsync(QueueHost.Patience));
        Assert.True(await ran.WaitAsync(QueueHost.Patience));
        Assert.Empty(await host.Client.DeadLetters.ListAsync());
    }

    private static void Sign(StreaqOptions options)
    {
        options.SigningKey = Key;
        options.CompressionThreshold = 0;
        options.PayloadTransforms.Add(new Bound());
    }

    private Task<QueueHost> StartAsync(bool onRedis, string? queue = null, Action<WorkerOptions>? worker = null, Action<StreaqBuilder>? maps = null) => QueueHost.StartAsync(
        streaq =>
        {
            streaq.AddWorker(worker ?? (_ => { }));
            (maps ?? Map)(streaq);
        },
        onRedis ? redis.Server.ConnectionString : null,
        Sign,
        queue: queue);

    private static void Map(StreaqBuilder streaq)
    {
        streaq.Map(Double, (int x) => 2 * x);
        streaq.Map(Say, (int x) => $"{x}");
        streaq.Map(Count, (GroupProgress progress) => (long)progress.Succeeded);
        streaq.Map(Sum, async (int _, TaskContext context) => (await context.DependencyResultsAsync(Double)).Sum());
    }

    /// <summary>Adds whose payload it is, so that the reverse must be called with the same values.</summary>
    private sealed class Bound : IPayloadTransform
    {
        public ReadOnlyMemory<byte> Protect(ReadOnlyMemory<byte> payload, PayloadContext context) => (byte[])[.. payload.Span, .. Of(context)];

        public ReadOnlyMemory<byte> Unprotect(ReadOnlyMemory<byte> payload, PayloadContext context) =>
            payload.Span.EndsWith(Of(context)) ? payload[..^Of(context).Length] : throw new FormatException("another's");

        private static byte[] Of(PayloadContext context) => System.Text.Encoding.UTF8.GetBytes($"{context.Kind} {context.Queue} {context.TaskId} {context.TaskName}");
    }
}
