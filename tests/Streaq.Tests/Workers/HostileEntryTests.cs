using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Workers;

/// <summary>Entries in the stream that are no tasks end as dead letters, and the worker goes on.</summary>
[Collection(RedisCollection.Name)]
public sealed class HostileEntryTests(RedisFixture redis) : IAsyncLifetime
{
    private static readonly TaskDefinition<int, int> Double = new("math.double");
    private static readonly string[] Priorities = ["high", "normal", "low"];

    private QueueHost _host = null!;
    private RawRedis _raw = null!;
    private ActivityLog _spans = null!;

    public async Task InitializeAsync()
    {
        _host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Double, (int x) => x * 2), redis.Server.ConnectionString);
        _raw = await RawRedis.OpenAsync(redis.Server, _host.Queue);
        _spans = new ActivityLog(_host.Queue);
    }

    public async Task DisposeAsync()
    {
        _spans.Dispose();
        await _raw.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData(null, "no field 'id'", "unexpected", "1")]
    [InlineData("a", "no field 'body'", "id", "a", "task", "math.double")]
    [InlineData("a", "no task named 'no.such.task'", "id", "a", "task", "no.such.task", "body", "{}")]
    [InlineData("a", "is not a System.Int32", "id", "a", "task", "math.double", "body", "{broken")]
    [InlineData("a", "is not a System.Int32", "id", "a", "task", "math.double", "body", "")]
    [InlineData("a", "is not a System.Int32", "id", "a", "task", "math.double", "body", "\"text\"")]
    [InlineData("a", "version 2 is newer", "id", "a", "task", "math.double", "body", "21", "v", "2")]
    [InlineData("a", "'attempt' is not a number", "id", "a", "task", "math.double", "body", "21", "attempt", "two")]
    [InlineData("a", "attempts of task 'math.double' are used up", "id", "a", "task", "math.double", "body", "21", "attempt", "2000000000")]
    [InlineData(null, "'id' is not a valid id", "id", "{a}\n", "task", "math.double", "body", "21")]
    public async Task Entry_ThatIsNoTask_BecomesADeadLetterAndTheNextTaskRuns(string? id, string reason, params object[] fields)
    {
        var entry = await _raw.AddEntryAsync("normal", fields);

        id ??= $"malformed-{entry}";
        await SettledAsync(id);
        var letter = Assert.Single(await _host.Client.DeadLetters.ListAsync());
        Assert.Equal(id, letter.TaskId);
        Assert.Contains(reason, letter.Error.Message);
        Assert.Equal(TaskState.Failed, await _host.Client.StateAsync(id));
        await AssertGoesOnAsync();
    }

    /// <summary>Lua can pass only some thousand values to a command, so an entry with more could never be written back.</summary>
    [Fact]
    public async Task Entry_WithTenThousandFields_BecomesADeadLetterAndTheNextTaskRuns()
    {
        object[] fields = [.. Enumerable.Range(0, 10_000).SelectMany(i => new object[] { $"field-{i}", "1" })];

        await _raw.AddEntryAsync("normal", ["id", "a", "task", "math.double", "body", "21", .. fields]);

        await SettledAsync("a");
        Assert.Contains("more than 3000 fields", Assert.Single(await _host.Client.DeadLetters.ListAsync()).Error.Message);
        await AssertGoesOnAsync();
    }

    [Fact]
    public async Task Entry_WithGarbageAsTraceContext_StillRuns()
    {
        await _raw.AddEntryAsync(
            "normal", "id", "a", "task", "math.double", "body", "21", "traceparent", "00-zz", "tracestate", "=,=", "baggage", "%%%=;;,", "root", "\n", "trigger", "", "trace", "?");

        await SettledAsync("a");
        Assert.Equal(TaskState.Succeeded, await _host.Client.StateAsync("a"));
        await AssertGoesOnAsync();
    }

    [Fact]
    public async Task Entry_ThatIsNoTaskWhoseDeadLetterIsReplayed_FailsAgain()
    {
        await _raw.AddEntryAsync("normal", "id", "a", "task", "no.such.task", "body", "{}");
        await SettledAsync("a");

        Assert.Equal(ReplayResult.Replayed, await _host.Client.DeadLetters.ReplayAsync("a"));

        await _spans.WaitForAsync(span => IsProcess(span, "a") && Equals(span.GetTagItem("streaq.trigger"), "replay")).WaitAsync(QueueHost.Patience);
        Assert.Single(await _host.Client.DeadLetters.ListAsync());
        await AssertGoesOnAsync();
    }

    /// <summary>The span of an attempt ends when its outcome is stored.</summary>
    private async Task SettledAsync(string id) => await _spans.WaitForAsync(span => IsProcess(span, id)).WaitAsync(QueueHost.Patience);

    private static bool IsProcess(System.Diagnostics.Activity span, string id) =>
        Equals(span.GetTagItem("messaging.operation.type"), "process") && Equals(span.GetTagItem("messaging.message.id"), id);

    private async Task AssertGoesOnAsync()
    {
        var sound = await _host.Client.EnqueueAsync(Double, 21);

        Assert.Equal(42, await sound.ResultAsync(QueueHost.Patience));
        Assert.Equal((0, 0), await _raw.StreamsAsync(Priorities));
    }
}
