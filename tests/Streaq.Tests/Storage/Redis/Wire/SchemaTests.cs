using System.Text.RegularExpressions;
using StackExchange.Redis;
using Streaq.Storage.Redis;
using Streaq.Tasks;
using LuaScript = Streaq.Storage.Redis.LuaScript;

namespace Streaq.Tests.Storage.Redis;

/// <summary>Compares what the Lua files define in one place about keys, markers, records and errors with the code.</summary>
[Collection(RedisCollection.Name)]
public sealed partial class SchemaTests(RedisFixture redis)
{
    private static readonly string Schema = Read("schema.part.lua");
    private static readonly RedisKeys Keys = new("q");

    [Fact]
    public void Names_OfKeysAndChannels_AreThoseOfTheCode()
    {
        var expected = new Dictionary<string, string>
        {
            ["TASK"] = Keys.TaskPrefix,
            ["READY"] = Keys.ReadyPrefix!,
            ["SCHEDULED"] = Keys.Scheduled!,
            ["WAITING"] = Keys.Waiting!,
            ["WAITS"] = Keys.Waits("")!,
            ["DEPENDENTS"] = Keys.Dependents("")!,
            ["NEEDS"] = Keys.Needs("")!,
            ["KEPT"] = Keys.Kept("")!,
            ["FOLLOW_UPS"] = Keys.FollowUps!,
            ["DEAD"] = Keys.Dead!,
            ["DEAD_LETTER"] = Keys.DeadPrefix!,
            ["DEDUP"] = Keys.DeduplicationPrefix!,
            ["UNIQUE"] = Keys.UniquePrefix!,
            ["LIMITED"] = Keys.Limited!,
            ["PERMITS"] = Keys.PermitsPrefix!,
            ["REFILLS"] = Keys.Refills!,
            ["SUMMARIES"] = Keys.DeadSummaries!,
            ["LIMIT_WAITING"] = Keys.WaitingPrefix!,
            ["ABORTS"] = Keys.Aborts!,
            ["PROGRESS"] = Keys.Progress("")!,
            ["WORKERS"] = Keys.Workers!,
            ["ENDED"] = Keys.EndedPrefix,
            ["DUE"] = Keys.DueChannel,
            ["NEVER"] = Keys.Never!,
        };

        var names = Constant().Matches(Schema).Where(constant => !constant.Groups["value"].Value.StartsWith("Streaq.", StringComparison.Ordinal))
            .ToDictionary(constant => constant.Groups["name"].Value, constant => "streaq:{q}:" + constant.Groups["value"].Value);

        Assert.Equal(expected.OrderBy(name => name.Key, StringComparer.Ordinal), names.OrderBy(name => name.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Types_OfErrors_AreThoseOfTheCode()
    {
        string[] expected = [typeof(TaskRefusedException).FullName!, typeof(GroupFailedException).FullName!];

        var types = Constant().Matches(Schema).Select(constant => constant.Groups["value"].Value)
            .Where(value => value.StartsWith("Streaq.", StringComparison.Ordinal));

        Assert.Equal(expected.Order(), types.Order());
    }

    /// <summary>No other file has names of keys or error types, or reads the time.</summary>
    [Fact]
    public void Files_OtherThanTheSchema_NameNothingOfIt()
    {
        var others = typeof(LuaScript).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".lua", StringComparison.Ordinal) && name != "schema.part.lua");

        Assert.DoesNotContain(others, name => OfTheSchema().IsMatch(Read(name)));
    }

    [Fact]
    public async Task Record_WrittenByAScript_IsReadByTheCode()
    {
        var record = await EvaluateAsync("return record_of('a \"b\"', 'failure', 2, 1760000000001, 1760000000002, error_of(TASK_REFUSED, 'It \"is\".'))");

        var read = RecordFormat.Read((byte[])record!);

        Assert.Equal(
            ("a \"b\"", TaskOutcome.Failure, 2, 1_760_000_000_001, 1_760_000_000_002),
            (read.Name, read.Outcome, read.Attempts, read.EnqueuedAt, read.FinishedAt));
        Assert.Equal(new TaskError("Streaq.TaskRefusedException", "It \"is\"."), read.Error);
    }

    /// <summary>The scripts search for parts of the code's records, so the code must write these exactly so.</summary>
    [Theory]
    [InlineData("success")]
    [InlineData("failure")]
    public void Record_WrittenByTheCode_HasTheOutcomeWhereScriptsLook(string outcome)
    {
        var record = new TaskRecord { Name = "a", Outcome = OutcomeName.Parse(outcome), Attempts = 1, TraceId = new('1', 32), SpanId = new('2', 16) };

        var written = System.Text.Encoding.UTF8.GetString(RecordFormat.Write(record));

        Assert.StartsWith("{", written);
        Assert.Contains($"\"outcome\":\"{outcome}\"", written);
        Assert.Contains($"\"trace\":\"{record.TraceId}\",\"span\":\"{record.SpanId}\"", written);
    }

    [Theory]
    [InlineData("", "ready:high 5-1")]
    [InlineData("\\nd=key", "+ready:high 5-1\nd=key")]
    public async Task Marker_OfATask_SaysWhetherItHasFlags(string flags, string expected) =>
        Assert.Equal(expected, (string?)await EvaluateAsync($"return marker_of('high', '5-1', '{flags}')"));

    private async Task<RedisResult> EvaluateAsync(string call)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.ConnectionString);
        return await connection.GetDatabase().ScriptEvaluateAsync(Schema + call);
    }

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(LuaScript).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^local (?<name>[A-Z_]+) = '(?<value>[^']+)'$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Constant();

    [GeneratedRegex(@"queue \.\. '|'Streaq\.|'\{""task|'\+?ready:' \.\.|time\[1\] \* 1000 \+ math", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OfTheSchema();
}
