using System.Collections.Concurrent;
using System.Text;

namespace Streaq.Tests.Client;

/// <summary>Schedules that are fired outside of their timetable.</summary>
[Collection(RedisCollection.Name)]
public sealed class RunScheduleTests(RedisFixture redis)
{
    private static readonly TaskDefinition<string, string> Echo = new("text.echo");
    private static readonly byte[] Key = Enumerable.Repeat((byte)1, 32).ToArray();
    private static readonly ScheduleOptions Options = new()
    {
        Priority = "high",
        MaxScheduleDrift = TimeSpan.FromHours(1),
        ExpiresIn = TimeSpan.FromHours(2),
        Headers = new Dictionary<string, string> { ["tenant"] = "ä" },
    };

    private readonly FakeTime _time = new();
    private readonly TaskCompletionSource<TaskContext> _nightly = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<(string Priority, string Tenant, DateTimeOffset? Slot)> _ran = [];

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(false, "sign transform")]
    [InlineData(true, "sign transform")]
    public async Task RunSchedule_OfADynamicOne_RunsItsTaskAndLeavesTheTimetable(bool onRedis, string payloads)
    {
        await using var host = await StartAsync(onRedis, payloads);
        await host.Client.ScheduleAsync("yearly", "0 0 1 1 *", Echo, "hello", Options);
        var before = Assert.Single(await host.Client.ListSchedulesAsync(), schedule => schedule.Id == "yearly");

        var first = await host.Client.RunScheduleAsync("yearly");
        var second = await host.Client.RunScheduleAsync("yearly");

        await Task.WhenAll(first!.WaitAsync(QueueHost.Patience), second!.WaitAsync(QueueHost.Patience));
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal("hello", await host.Client.Handle<string>(second.Id).ResultAsync(QueueHost.Patience));
        Assert.All(_ran, run => Assert.Equal(("high", "ä"), (run.Priority, run.Tenant)));
        var after = Assert.Single(await host.Client.ListSchedulesAsync(), schedule => schedule.Id == "yearly");
        Assert.Equal(after, before with { LastAt = after.LastAt });
        Assert.Equal((2, after.LastAt), (_ran.Count, _ran.Max(run => run.Slot)));
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(false, "sign transform")]
    [InlineData(true, "sign transform")]
    public async Task RunSchedule_OfADeclaredOne_RunsItsTask(bool onRedis, string payloads)
    {
        await using var host = await StartAsync(onRedis, payloads);
        await DeclaredAsync();

        var handle = await host.Client.RunScheduleAsync("nightly");

        await handle!.WaitAsync(QueueHost.Patience);
        Assert.Equal(handle.Id, (await _nightly.Task.WaitAsync(QueueHost.Patience)).TaskId);
    }

    [Theory]
    [InlineData("sign", "yearly", "it is signed, and this process has no SigningKey")]
    [InlineData("transform", "yearly", "it is not JSON: a transform made it, and this process does not have that transform")]
    [InlineData("sign", "nightly", "its queue signs or transforms payloads")]
    [InlineData("transform", "nightly", "its queue signs or transforms payloads")]
    public async Task RunSchedule_WithoutTheKeysOfTheQueue_IsRefusedBeforeAnythingIsWritten(string payloads, string id, string reason)
    {
        await using var host = await StartAsync(onRedis: true, payloads);
        await DeclaredAsync();
        await host.Client.ScheduleAsync("yearly", "0 0 1 1 *", Echo, "hello", Options);
        await using var desk = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString, queue: host.Queue);

        var e = await Assert.ThrowsAsync<PayloadRefusedException>(() => desk.Client.RunScheduleAsync(id));

        Assert.Contains($" {id} was refused: {reason}", e.Message);
        Assert.All(await host.Client.ListSchedulesAsync(), schedule => Assert.Null(schedule.LastAt));
        Assert.Empty(await host.Client.DeadLetters.ListAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunSchedule_OfWhatIsNotThere_SaysSo(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, "");

        Assert.Null(await host.Client.RunScheduleAsync("never-seen"));
        Assert.Equal("id", (await Assert.ThrowsAsync<ArgumentException>(() => host.Client.RunScheduleAsync("two words"))).ParamName);
    }

    /// <summary>The worker fires slots meanwhile. Neither firing loses to the other.</summary>
    [Fact]
    public async Task RunSchedule_WhileTheWorkerFires_RunsItsTaskAsWell()
    {
        await using var host = await StartAsync(onRedis: true, "", realTime: true);
        await host.Client.ScheduleAsync("every-second", "* * * * * *", Echo, "tick");

        var handles = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.Client.RunScheduleAsync("every-second")));
        await host.Client.UnscheduleAsync("every-second");

        await Task.WhenAll(handles.Select(handle => handle!.WaitAsync(QueueHost.Patience)));
    }

    /// <summary>The worker has declared the schedule when it sleeps.</summary>
    private Task DeclaredAsync() => _time.TimerSetAsync(wait => wait == TimeSpan.FromMinutes(5)).WaitAsync(QueueHost.Patience);

    private Task<QueueHost> StartAsync(bool onRedis, string payloads, bool realTime = false) => QueueHost.StartAsync(
        streaq =>
        {
            streaq.AddWorker(worker => worker.LeaseDuration = TimeSpan.FromDays(1));
            streaq.Map(Echo, (string text, TaskContext context) =>
            {
                _ran.Enqueue((context.Priority, context.Headers.GetValueOrDefault("tenant", ""), context.ScheduledFor));
                return text;
            });
            streaq.Cron("nightly", "0 0 1 1 *", (TaskContext context) => { _nightly.TrySetResult(context); });
        },
        onRedis ? redis.Server.ConnectionString : null,
        options =>
        {
            if (payloads.Contains("sign", StringComparison.Ordinal))
            {
                options.SigningKey = Key;
            }

            if (payloads.Contains("transform", StringComparison.Ordinal))
            {
                options.PayloadTransforms.Add(new Bound());
            }
        },
        services =>
        {
            if (!realTime)
            {
                services.AddClock(_time);
            }
        });

    /// <summary>Stands for encryption: its output is not JSON.</summary>
    private sealed class Bound : IPayloadTransform
    {
        public ReadOnlyMemory<byte> Protect(ReadOnlyMemory<byte> payload, PayloadContext context) =>
            (byte[])[.. Encoding.UTF8.GetBytes(context.TaskId), 0, .. payload.Span];

        public ReadOnlyMemory<byte> Unprotect(ReadOnlyMemory<byte> payload, PayloadContext context)
        {
            var bound = Encoding.UTF8.GetByteCount(context.TaskId);
            return payload.Span[..bound].SequenceEqual(Encoding.UTF8.GetBytes(context.TaskId))
                ? payload[(bound + 1)..]
                : throw new InvalidOperationException("It is bound to another task.");
        }
    }
}
