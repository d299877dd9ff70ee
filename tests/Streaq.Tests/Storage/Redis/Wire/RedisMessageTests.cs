using StackExchange.Redis;
using Streaq.Storage.Redis;
using Streaq.Tasks;

namespace Streaq.Tests.Storage.Redis;

/// <summary>Messages as fields, read back from a real server's answer.</summary>
[Collection(RedisCollection.Name)]
public sealed class RedisMessageTests(RedisFixture redis) : IAsyncLifetime
{
    private RedisQueue _queue = null!;

    public async Task InitializeAsync() => _queue = await RedisQueue.OpenAsync(redis.Server);

    public async Task DisposeAsync() => await _queue.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Message_WrittenAndRead_IsTheSame(bool parked)
    {
        var message = new TaskMessage
        {
            Id = "id-1",
            Name = "images.resize",
            Body = new byte[] { 0, 255, 10, 13 },
            Priority = "high",
            Attempt = 3,
            EnqueuedAt = 1,
            ReadyAt = 7,
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Details = new TaskDetails
            {
                DueAt = 2,
                ExpiresAt = long.MaxValue,
                ParentId = "parent",
                RootId = "root",
                Trigger = TaskTrigger.Cron,
                TraceMode = "link",
                TraceState = "vendor=1",
                Baggage = "tenant=a",
                PreviousTraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203332-01",
                PreviousWorker = "w0",
                Headers = new Dictionary<string, string> { ["colour"] = "blü", ["empty"] = "", ["traceparent"] = "the application's own" },
                UnknownFields = [new("x-new", new byte[] { 1, 0, 254 })],
            },
        };
        var written = new List<RedisValue>();
        if (parked)
        {
            RedisMessage.WriteHash(message, written);
        }
        else
        {
            RedisMessage.WriteEntry(message, written);
        }

        var read = RedisMessageReader.Read(await EchoAsync([.. written]), parked ? "" : "high", entryTime: 7, "7-0"u8.ToArray());

        Assert.Equal(message.Details.Headers, read.Details.Headers);
        Assert.Equal(message.Body.ToArray(), read.Body.ToArray());
        var unknown = Assert.Single(read.Details.UnknownFields!);
        Assert.Equal("x-new", unknown.Key);
        Assert.Equal([1, 0, 254], unknown.Value.ToArray());
        Assert.Equal(Comparable(message), Comparable(read));
    }

    [Fact]
    public void Message_WithDefaults_WritesOnlyWhatItHas()
    {
        var written = new List<RedisValue>();

        RedisMessage.WriteEntry(Sample.Message("a"), written);

        Assert.Equal(["test.sample a", "{}"], written.Select(value => (string)value!));
    }

    [Theory]
    [InlineData("no field 'id'", "unexpected", "1")]
    [InlineData("no field 'id'", "task", "t", "body", "{}")]
    [InlineData("no field 'task'", "id", "a", "body", "{}")]
    [InlineData("no field 'body'", "id", "a", "task", "t")]
    [InlineData("'id' is not a valid id", "id", "a b", "task", "t", "body", "{}")]
    [InlineData("'id' is not a valid id", "id", "", "task", "t", "body", "{}")]
    [InlineData("'task' is not a valid name", "id", "a", "task", "new\nline", "body", "{}")]
    [InlineData("'attempt' is not a number", "id", "a", "task", "t", "body", "{}", "attempt", "two")]
    [InlineData("'attempt' is not a number", "id", "a", "task", "t", "body", "{}", "attempt", "-1")]
    [InlineData("'attempt' is not a number", "id", "a", "task", "t", "body", "{}", "attempt", "99999999999999999999")]
    [InlineData("'attempt' is out of range", "id", "a", "task", "t", "body", "{}", "attempt", "0")]
    [InlineData("'attempt' is out of range", "id", "a", "task", "t", "body", "{}", "attempt", "99999999999")]
    [InlineData("'enqueued' is not a number", "id", "a", "task", "t", "body", "{}", "enqueued", "1e3")]
    [InlineData("'due' is not a number", "id", "a", "task", "t", "body", "{}", "due", "")]
    [InlineData("'expires' is not a number", "id", "a", "task", "t", "body", "{}", "expires", "never")]
    [InlineData("version 2 is newer than the 1", "id", "a", "task", "t", "body", "{}", "v", "2")]
    [InlineData("'id' is not a valid id", "t a b", "{}")]
    [InlineData("'id' is not a valid id", "t ", "{}")]
    [InlineData("'task' is not a valid name", " a", "{}")]
    [InlineData("'v' is not a number", "id", "a", "task", "t", "body", "{}", "v", "next")]
    public async Task Read_OfFieldsThatAreNoTask_TellsWhy(string reason, params string[] fields)
    {
        var read = RedisMessageReader.Read(await EchoAsync([.. fields.Select(field => (RedisValue)field)]), "high", 7, "7-0"u8.ToArray());

        Assert.Contains(reason, read.Details.Malformed);
        Assert.True(WireName.IsValid(read.Id));
        Assert.True(WireName.IsValid(read.Name));
        Assert.InRange(read.Attempt, 1, int.MaxValue);
    }

    [Fact]
    public async Task Read_OfGarbageBytes_NeverThrows()
    {
        var random = new Random(42);
        for (var i = 0; i < 200; i++)
        {
            var fields = new RedisValue[random.Next(0, 8)];
            for (var j = 0; j < fields.Length; j++)
            {
                var bytes = new byte[random.Next(0, 20)];
                random.NextBytes(bytes);
                fields[j] = bytes;
            }

            Assert.NotNull(RedisMessageReader.Read(await EchoAsync(fields), "high", 7, "7-0"u8.ToArray()).Details.Malformed);
        }
    }

    [Fact]
    public void Read_OfNoFields_IsMalformed()
    {
        var read = RedisMessageReader.Read(null, "high", 7, "7-0"u8.ToArray());

        Assert.Equal(("malformed-7-0", "unknown", "high"), (read.Id, read.Name, read.Priority));
        Assert.Contains("no field 'id'", read.Details.Malformed);
    }

    [Fact]
    public async Task Read_OfThisVersion_IsSound()
    {
        var read = RedisMessageReader.Read(await EchoAsync("id", "a", "task", "t", "body", "{}", "v", "1"), "high", 7, "7-0"u8.ToArray());

        Assert.Null(read.Details.Malformed);
    }

    private static TaskMessage Comparable(TaskMessage message) =>
        message with { Body = default, Details = message.Details with { Headers = null, UnknownFields = null } };

    private async Task<RedisResult[]> EchoAsync(params RedisValue[] values) =>
        (RedisResult[])(await _queue.Raw.Database.ScriptEvaluateAsync("return ARGV", values: values))!;
}
