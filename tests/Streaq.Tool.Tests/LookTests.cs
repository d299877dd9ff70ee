namespace Streaq.Tool.Tests;

/// <summary>Commands that only read: <c>stats</c>, <c>list</c>, <c>show</c>, <c>workers</c>, <c>top</c>.</summary>
public sealed class LookTests(RedisFixture redis) : ToolTest(redis)
{
    [Fact]
    public async Task Stats_OfAQueue_CountsByStateAndPriority()
    {
        await FailedAsync();
        await RunningAsync();
        await Client.EnqueueManyAsync(Work, [1, 2], new EnqueueOptions { Priority = "low" });
        await Client.EnqueueAsync(Work, 3, new EnqueueOptions { Delay = TimeSpan.FromHours(1) });

        var run = await RunAsync("stats", "--json");

        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        Assert.Equal(Queue, run.Json.GetProperty("queue").GetString());
        Assert.Equal(2, run.Json.GetProperty("ready").GetProperty("low").GetInt32());
        Assert.Equal(1, run.Json.GetProperty("running").GetProperty("normal").GetInt32());
        Assert.Equal([1, 0, 1, 1], new[] { "scheduled", "waiting", "deadLetters", "workers" }.Select(name => run.Json.GetProperty(name).GetInt32()));
        Assert.False(run.Json.GetProperty("paused").GetProperty("wholeQueue").GetBoolean());
        var table = (await RunAsync("stats")).Out;
        Assert.Matches(@"low +2 +0", table);
        Assert.Matches(@"dead letters +1", table);
    }

    [Theory]
    [InlineData("ready")]
    [InlineData("running")]
    [InlineData("scheduled")]
    [InlineData("succeeded")]
    [InlineData("failed")]
    public async Task List_OfAState_HasItsTasksAlone(string state)
    {
        var ids = new Dictionary<string, string>
        {
            ["succeeded"] = await SucceededAsync(),
            ["failed"] = await FailedAsync(),
            ["running"] = await RunningAsync(),
            ["ready"] = (await Client.EnqueueAsync(Work, 1)).Id,
            ["scheduled"] = (await Client.EnqueueAsync(Work, 1, new EnqueueOptions { Delay = TimeSpan.FromHours(1) })).Id,
        };

        var run = await RunAsync("list", state, "--json");

        var task = Assert.Single(run.Json.GetProperty("tasks").EnumerateArray());
        Assert.Equal((ids[state], state, "tool.work"), (task.GetProperty("taskId").GetString(), task.GetProperty("state").GetString(), task.GetProperty("taskName").GetString()));
        Assert.Contains(ids[state], (await RunAsync("list", state)).Out);
    }

    [Fact]
    public async Task List_LongerThanAPage_IsContinued()
    {
        await RunningAsync();
        await Client.EnqueueManyAsync(Work, [1, 2, 3]);

        var first = await RunAsync("list", "Ready", "--limit", "2", "--json");
        var rest = await RunAsync("list", "ready", "--json", "--continuation", first.Json.GetProperty("continuation").GetString()!);

        Assert.Equal((2, 1), (first.Json.GetProperty("tasks").GetArrayLength(), rest.Json.GetProperty("tasks").GetArrayLength()));
        Assert.Contains("--continuation", (await RunAsync("list", "ready", "-n", "2")).Out);
    }

    [Fact]
    public async Task Show_OfARunningTask_TellsWorkerAttemptsAndTimes()
    {
        var id = await RunningAsync();

        var run = await RunAsync("show", id, "--json");

        Assert.Equal(("running", 1, "tool.work"), (run.Json.GetProperty("state").GetString(), run.Json.GetProperty("attempts").GetInt32(), run.Json.GetProperty("taskName").GetString()));
        Assert.StartsWith("the-worker-", run.Json.GetProperty("worker").GetString());
        Assert.True(run.Json.GetProperty("enqueuedAt").GetDateTimeOffset() <= run.Json.GetProperty("startedAt").GetDateTimeOffset());
        Assert.Matches(@"attempts +1", (await RunAsync("show", id)).Out);
    }

    /// <summary>The message of an exception may contain commands to a terminal.</summary>
    [Fact]
    public async Task Show_OfADeadLetter_TellsItsErrorAndNoControlCharacter()
    {
        var id = await FailedAsync();

        var run = await RunAsync("show", id);

        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("System.FormatException", run.Out);
        Assert.Contains("broke", run.Out);
        Assert.Contains($"streaq retry {id}", run.Out);
        Assert.DoesNotContain('\u001b', run.Out);
        var error = (await RunAsync("show", id, "--json")).Json.GetProperty("error");
        Assert.Contains("   at ", error.GetProperty("stackTrace").GetString());
    }

    [Fact]
    public async Task Show_OfATracedTask_TellsItsTrace()
    {
        using var spans = new ActivityLog(Queue);
        var id = await SucceededAsync();

        var enqueue = await spans.WaitForAsync(span => span.DisplayName == "enqueue tool.work").WaitAsync(QueueHost.Patience);

        Assert.Equal(enqueue.TraceId.ToHexString(), (await RunAsync("show", id, "--json")).Json.GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task Show_OfAnUnknownId_SaysSo()
    {
        var run = await RunAsync("show", "never-seen", "--json");

        Assert.Equal((ExitCode.NothingDone, ""), (run.Code, run.Out));
        Assert.StartsWith("Nothing is known of task never-seen", Assert.Single(run.Errors));
    }

    [Theory]
    [InlineData("workers")]
    [InlineData("top")]
    public async Task Workers_OfAQueue_TellWhatTheyRun(string command)
    {
        var id = await RunningAsync();

        var run = await RunAsync(command, "--json");

        var worker = Assert.Single(run.Json.GetProperty("workers").EnumerateArray());
        Assert.Equal((Environment.ProcessId, 1, true), (worker.GetProperty("processId").GetInt32(), worker.GetProperty("concurrency").GetInt32(), worker.GetProperty("isAlive").GetBoolean()));
        Assert.Equal(id, Assert.Single(worker.GetProperty("tasks").EnumerateArray()).GetProperty("taskId").GetString());
        var table = (await RunAsync(command)).Out;
        Assert.Contains(id, table);
        Assert.Contains("1 of 1", table);
    }

    [Fact]
    public async Task Schedules_OfAQueue_TellWhatFiresWhen()
    {
        await Client.ScheduleAsync("nightly", "0 3 * * *", Work, 1, new ScheduleOptions { TimeZone = "Europe/Berlin" });

        var run = await RunAsync("schedules", "--json");

        var schedule = Assert.Single(run.Json.GetProperty("schedules").EnumerateArray());
        Assert.Equal(("nightly", "0 3 * * *", "tool.work"), (schedule.GetProperty("id").GetString(), schedule.GetProperty("expression").GetString(), schedule.GetProperty("taskName").GetString()));
        Assert.True(schedule.GetProperty("nextAt").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
        Assert.Matches(@"nightly +0 3 \* \* \* +Europe/Berlin +tool\.work", (await RunAsync("schedules")).Out);
    }

    [Fact]
    public async Task SchedulesRemove_OfSchedules_RemovesThoseThatAreThere()
    {
        await Client.ScheduleAsync("nightly", "0 3 * * *", Work, 1);

        var run = await RunAsync("schedules", "remove", "nightly", "never-seen", "--json");

        Assert.Equal((ExitCode.NothingDone, "nightly"), (run.Code, Assert.Single(run.Json.GetProperty("removed").EnumerateArray()).GetString()));
        Assert.Equal($"There is no schedule never-seen in queue {Queue}.", Assert.Single(run.Errors));
        Assert.Empty(await Client.ListSchedulesAsync());
    }

    [Theory]
    [InlineData("pause --priority bra{ce}s", "priority")]
    [InlineData("show bra{ce}s", "id")]
    [InlineData("run now bra{ce}s", "id")]
    [InlineData("schedules run bra{ce}s", "id")]
    [InlineData("list ready --limit 0", "limit")]
    [InlineData("list ready --limit 1001", "limit")]
    public async Task Value_ThatIsRefused_IsNamed(string command, string name)
    {
        var run = await RunAsync(command.Split(' '));

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains(name, run.Error);
        Assert.DoesNotContain("Parameter", run.Error);
    }

    [Theory]
    [InlineData("queues")]
    [InlineData("run now x")]
    [InlineData("schedules run x")]
    [InlineData("stats")]
    [InlineData("list running")]
    [InlineData("list aborted")]
    [InlineData("dead list")]
    [InlineData("dead replay --all")]
    [InlineData("dead delete x")]
    [InlineData("schedules")]
    [InlineData("workers")]
    [InlineData("pause")]
    [InlineData("resume -p low")]
    [InlineData("top")]
    public async Task Json_OfAnyCommand_IsOneDocument(string command)
    {
        var run = await RunAsync([.. command.Split(' '), "--json"]);

        Assert.Equal(System.Text.Json.JsonValueKind.Object, run.Json.ValueKind);
    }
}
