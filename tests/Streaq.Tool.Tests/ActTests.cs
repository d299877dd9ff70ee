namespace Streaq.Tool.Tests;

/// <summary>Commands that change something: <c>retry</c>, <c>abort</c>, <c>dead</c>, <c>pause</c>, <c>resume</c>.</summary>
public sealed class ActTests(RedisFixture redis) : ToolTest(redis)
{
    [Fact]
    public async Task Retry_OfAFailedTask_RunsItAgain()
    {
        var id = await FailedAsync();
        Mended = true;

        var run = await RunAsync("retry", id);

        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        Assert.Equal(-1, await Client.Handle<int>(id).ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Retry_OfATaskThatDidNotFail_SaysWhyNot()
    {
        var id = await SucceededAsync();

        var (ended, unknown) = (await RunAsync("retry", id), await RunAsync("retry", "never-seen"));

        Assert.Equal((ExitCode.NothingDone, ExitCode.NothingDone), (ended.Code, unknown.Code));
        Assert.Contains($"Task {id} is Succeeded and not among the dead letters", ended.Error);
        Assert.Contains("Nothing is known of task never-seen", unknown.Error);
    }

    [Fact]
    public async Task Abort_OfTasksInAnyState_EndsThoseThatHaveNotEnded()
    {
        var (running, ready) = (await RunningAsync(), await Client.EnqueueAsync(Work, 2));

        var run = await RunAsync("abort", ready.Id, running, "never-seen", "--json");

        Assert.Equal(ExitCode.NothingDone, run.Code);
        Assert.Equal([ready.Id, running], run.Json.GetProperty("aborted").EnumerateArray().Select(id => id.GetString()));
        Assert.Equal("never-seen", Assert.Single(run.Json.GetProperty("notAborted").EnumerateArray()).GetString());
        Assert.Contains("Nothing is known of task never-seen", run.Error);
        Assert.Equal(TaskState.Aborted, await Client.StateAsync(running));
    }

    [Fact]
    public async Task Abort_OfAnEndedTask_SaysSo()
    {
        var id = await SucceededAsync();

        var run = await RunAsync("abort", id, "--timeout", "1");

        Assert.Equal(ExitCode.NothingDone, run.Code);
        Assert.Contains($"Task {id} is Succeeded: there was nothing to abort.", run.Error);
    }

    [Fact]
    public async Task RunNow_OfTasksInAnyState_MakesReadyThoseThatWaitForTheirTime()
    {
        var (ended, running) = (await SucceededAsync(), await RunningAsync());
        var scheduled = await Client.EnqueueAsync(Work, 2, new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        var waiting = await Client.EnqueueAsync(Work, 3, new EnqueueOptions { After = [running] });

        var run = await RunAsync("run", "now", scheduled.Id, running, waiting.Id, ended, "never-seen", "--json");

        Assert.Equal(ExitCode.NothingDone, run.Code);
        Assert.Equal(scheduled.Id, Assert.Single(run.Json.GetProperty("madeReady").EnumerateArray()).GetString());
        Assert.Equal(
            [(running, "running"), (waiting.Id, "waitsForTasks"), (ended, "ended"), ("never-seen", "notFound")],
            run.Json.GetProperty("notMadeReady").EnumerateArray()
                .Select(other => (other.GetProperty("taskId").GetString()!, other.GetProperty("reason").GetString()!)));
        Assert.Contains($"Nothing is known of task never-seen in queue {Queue}.", run.Errors);
        Assert.Equal(TaskState.Ready, await scheduled.StateAsync());
    }

    [Fact]
    public async Task RunNow_OfAReadyTask_TellsWhatItWaitsFor()
    {
        await RunningAsync();
        var id = (await Client.EnqueueAsync(Work, 2)).Id;

        Assert.Contains($"Task {id} was ready already: it waits for a worker.", (await RunAsync("run", "now", id)).Error);
        await Client.PauseAsync("low");
        Assert.Contains("it waits for a worker.", (await RunAsync("run", "now", id)).Error);
        await Client.PauseAsync("normal");
        Assert.Contains("its priority is paused: 'streaq resume -p normal' ends that.", (await RunAsync("run", "now", id)).Error);
        await Client.PauseAsync();
        Assert.Contains("its queue is paused: 'streaq resume' ends that.", (await RunAsync("run", "now", id)).Error);
    }

    [Fact]
    public async Task SchedulesRun_OfSchedules_FiresThoseThatAreThere()
    {
        await Client.ScheduleAsync("yearly", "0 0 1 1 *", Work, 7);
        var next = Assert.Single(await Client.ListSchedulesAsync()).NextAt;

        var run = await RunAsync("schedules", "run", "yearly", "never-seen", "--json");

        Assert.Equal((ExitCode.NothingDone, $"There is no schedule never-seen in queue {Queue}."), (run.Code, Assert.Single(run.Errors)));
        var fired = Assert.Single(run.Json.GetProperty("fired").EnumerateArray());
        Assert.Equal("yearly", fired.GetProperty("schedule").GetString());
        Assert.Equal(7, await Client.Handle<int>(fired.GetProperty("taskId").GetString()!).ResultAsync(QueueHost.Patience));
        Assert.Equal(next, Assert.Single(await Client.ListSchedulesAsync()).NextAt);
        var again = await RunAsync("schedules", "run", "yearly");
        Assert.Equal((ExitCode.Done, ""), (again.Code, again.Error));
        Assert.StartsWith("Schedule yearly is fired as task ", again.Out);
    }

    [Fact]
    public async Task SchedulesRun_OfAQueueThatSigns_SaysWhoCan()
    {
        await using var signing = await QueueHost.StartAsync(_ => { }, Redis, options => options.SigningKey = new byte[32]);
        await signing.Client.ScheduleAsync("yearly", "0 0 1 1 *", Work, 7);

        var run = await ToolRun.InProcessAsync("schedules", "run", "yearly", "--redis", Redis, "-q", signing.Queue);

        Assert.Equal((ExitCode.NothingDone, ""), (run.Code, run.Out.Trim()));
        Assert.Contains("it is signed, and this process has no SigningKey. Call RunScheduleAsync in an application", run.Error);
        Assert.Equal(0, (await signing.Client.CountsAsync()).Ready.Values.Sum());
    }

    [Fact]
    public async Task DeadList_OfFailedTasks_HasNoArguments()
    {
        var id = await FailedAsync();

        var run = await RunAsync("dead", "list", "--json");

        var letter = Assert.Single(run.Json.GetProperty("deadLetters").EnumerateArray());
        Assert.Equal((id, "System.FormatException"), (letter.GetProperty("taskId").GetString(), letter.GetProperty("error").GetProperty("type").GetString()));
        Assert.False(letter.TryGetProperty("body", out _));
        Assert.Contains(id, (await RunAsync("dead", "list")).Out);
    }

    [Fact]
    public async Task DeadReplay_OfSomeIds_NamesThoseNotFound()
    {
        var id = await FailedAsync();
        Mended = true;

        var run = await RunAsync("dead", "replay", id, "never-seen", "--json");

        Assert.Equal(ExitCode.NothingDone, run.Code);
        Assert.Equal((id, "never-seen"), (run.Json.GetProperty("replayed")[0].GetString(), run.Json.GetProperty("notFound")[0].GetString()));
        Assert.Contains("There is no dead letter never-seen", run.Error);
        Assert.Equal(-1, await Client.Handle<int>(id).ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task DeadReplay_OfAllWithSomeInUse_TellsWhichStay()
    {
        var (free, held) = (await FailedAsync(), await FailedAsync(new EnqueueOptions { DeduplicationKey = "key" }));
        await Client.EnqueueAsync(Work, 1, new EnqueueOptions { DeduplicationKey = "key", Delay = TimeSpan.FromHours(1) });
        Mended = true;

        var run = await RunAsync("dead", "replay", "--all", "--yes", "--json");

        Assert.Equal((ExitCode.NothingDone, free), (run.Code, Assert.Single(run.Json.GetProperty("replayed").EnumerateArray()).GetString()));
        Assert.Equal(held, Assert.Single(run.Json.GetProperty("deduplicationKeyHeld").EnumerateArray()).GetString());
        Assert.Empty(run.Json.GetProperty("idInUse").EnumerateArray());
        Assert.Contains($"Dead letter {held} stays: another task in queue {Queue} holds its deduplication key.", run.Error);
        Assert.Equal(held, Assert.Single(await Client.DeadLetters.ListAsync()).TaskId);
    }

    [Fact]
    public async Task Retry_UnderAnotherId_RunsItThereUnlessThatIsKnown()
    {
        var (id, known) = (await FailedAsync(), await SucceededAsync());
        Mended = true;

        var refused = await RunAsync("retry", id, "--as", known);
        Assert.Equal(ExitCode.NothingDone, refused.Code);
        Assert.Contains($"Dead letter {id} stays: the id {known} is in use", refused.Error);

        Assert.Equal(ExitCode.Done, (await RunAsync("retry", id, "--as", "another")).Code);
        Assert.Equal(-1, await Client.Handle<int>("another").ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(null, false, ExitCode.Usage, 3)]
    [InlineData("n", false, ExitCode.Usage, 3)]
    [InlineData("y", false, ExitCode.Done, 0)]
    [InlineData(null, true, ExitCode.Done, 0)]
    public async Task DeadDelete_OfAll_AsksUnlessGivenYes(string? answer, bool yes, int code, int left)
    {
        for (var i = 0; i < 3; i++)
        {
            await FailedAsync();
        }

        var run = await AnswerAsync(answer, yes ? ["dead", "delete", "--all", "--yes"] : ["dead", "delete", "--all"]);

        Assert.Equal((code, left), (run.Code, (await Client.DeadLetters.ListAsync()).Count));
        Assert.Equal(!yes, run.Error.Contains($"delete all 3 dead letters of queue {Queue}?"));
    }

    [Fact]
    public async Task DeadReplay_OfAllWhenThereIsNone_DoesNothing()
    {
        var run = await RunAsync("dead", "replay", "--all");

        Assert.Equal(ExitCode.NothingDone, run.Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("low")]
    public async Task Pause_AndResume_ChangeWhatIsPausedOnce(string? priority)
    {
        string[] which = priority is null ? [] : ["--priority", priority];

        Assert.Equal(ExitCode.Done, (await RunAsync(["pause", .. which])).Code);
        Assert.Equal((priority is null, priority is null ? 0 : 1), ((await Client.PausedAsync()).WholeQueue, (await Client.PausedAsync()).Priorities.Count));
        var again = await RunAsync(["pause", .. which]);
        Assert.Equal(ExitCode.NothingDone, again.Code);
        Assert.Contains("was paused already", again.Error);
        Assert.Contains("paused", (await RunAsync("stats")).Out);

        Assert.Equal(ExitCode.Done, (await RunAsync(["resume", .. which])).Code);
        Assert.Equal(ExitCode.NothingDone, (await RunAsync(["resume", .. which])).Code);
        Assert.False((await Client.PausedAsync()).Covers("low"));
    }
}
