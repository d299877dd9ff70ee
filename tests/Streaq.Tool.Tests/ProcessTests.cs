namespace Streaq.Tool.Tests;

/// <summary>The tool as a process of its own, in IL.</summary>
public class ProcessTests(RedisFixture redis) : ToolTest(redis)
{
    /// <summary>The native program; <see langword="null"/> for the one in IL.</summary>
    private protected virtual Task<NativeProgram?> ProgramAsync() => Task.FromResult<NativeProgram?>(null);

    [Fact]
    public async Task Stats_WithRedisFromTheEnvironment_PrintsOneDocument()
    {
        await FailedAsync();

        var run = await ProcessAsync("stats", "--json", "-q", Queue);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(1, run.Json.GetProperty("deadLetters").GetInt32());
    }

    [Fact]
    public async Task List_IntoAPipe_BreaksNoRow()
    {
        var id = await FailedAsync();

        var run = await ProcessAsync("list", "failed", "-q", Queue);

        Assert.Contains(run.Out.Split('\n'), row => row.Contains(id) && row.Contains("tool.work") && row.Contains("the-worker-"));
        Assert.DoesNotContain('\u001b', run.Out);
    }

    [Fact]
    public async Task Retry_OfADeadLetter_RunsItAgain()
    {
        var id = await FailedAsync();
        Mended = true;

        Assert.Equal(0, (await ProcessAsync("retry", id, "-q", Queue)).Code);

        Assert.Equal(-1, await Client.Handle<int>(id).ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task DeadDeleteAll_WithoutATerminal_NeedsYes()
    {
        await FailedAsync();

        var run = await ProcessAsync("dead", "delete", "--all", "-q", Queue);

        Assert.Equal(2, run.Code);
        Assert.Contains("--yes", run.Error);
        Assert.Single(await Client.DeadLetters.ListAsync());
    }

    [Theory]
    [InlineData("show never-seen", 1)]
    [InlineData("list nonsense", 2)]
    [InlineData("stats --queue never-used", 3)]
    [InlineData("stats --redis 127.0.0.1:1,connectTimeout=500,connectRetry=1", 3)]
    public async Task Failure_OfEachKind_HasItsExitCode(string command, int code)
    {
        var run = await ProcessAsync([.. command.Split(' '), .. command.Contains("--queue") ? [] : (string[])["-q", Queue]]);

        Assert.Equal((code, ""), (run.Code, run.Out));
        Assert.StartsWith("streaq: ", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public async Task Help_WithASecretInTheEnvironment_DoesNotShowIt()
    {
        var run = await ToolRun.OwnProcessAsync(await ProgramAsync(), new Dictionary<string, string> { ["STREAQ_REDIS"] = "h:1,password=hunter2" }, "stats", "--help");

        Assert.Equal(0, run.Code);
        Assert.Contains("--redis", run.Out);
        Assert.DoesNotContain("hunter2", run.Out);
    }

    private protected async Task<ToolRun> ProcessAsync(params string[] args) =>
        await ToolRun.OwnProcessAsync(await ProgramAsync(), new Dictionary<string, string> { ["STREAQ_REDIS"] = Redis }, args);
}
