namespace Streaq.Tool.Tests;

/// <summary>Dead letters by task, error and age: listed, replayed, deleted.</summary>
public sealed class DeadFilterTests(RedisFixture redis) : ToolTest(redis)
{
    [Theory]
    [InlineData("--task tool.work", true)]
    [InlineData("--task tool", false)]
    [InlineData("--error formatexception", true)]
    [InlineData("--error broke", true)]
    [InlineData("--error NullReference", false)]
    [InlineData("--newer-than 1h", true)]
    [InlineData("--older-than 1h", false)]
    [InlineData("--task tool.work --error broke --newer-than 7d", true)]
    [InlineData("--task tool.work --error broke --older-than 30m", false)]
    public async Task DeadLetter_ByWhatItIs_IsListedAndDeleted(string filter, bool matches)
    {
        var id = await FailedAsync();

        var listed = await RunAsync(["dead", "list", "--json", .. filter.Split(' ')]);
        Assert.Equal(matches ? [id] : [], listed.Json.GetProperty("deadLetters").EnumerateArray().Select(letter => letter.GetProperty("taskId").GetString()!));

        var deleted = await RunAsync(["dead", "delete", "--yes", .. filter.Split(' ')]);
        Assert.Equal(matches ? ExitCode.Done : ExitCode.NothingDone, deleted.Code);
        Assert.Equal(matches ? 0 : 1, (await Client.DeadLetters.ListAsync()).Count);
    }

    [Fact]
    public async Task DeadList_WithAFilter_PagesThroughWhatMatches()
    {
        var (first, second, _) = (await FailedAsync(), await FailedAsync(), await FailedAsync());

        var run = await RunAsync("dead", "list", "--task", "tool.work", "--offset", "1", "-n", "2", "--json");

        Assert.Equal([second, first], run.Json.GetProperty("deadLetters").EnumerateArray().Select(letter => letter.GetProperty("taskId").GetString()));
    }

    [Fact]
    public async Task DeadRetry_WithAFilter_AsksAndRunsThemAgain()
    {
        var id = await FailedAsync();
        Mended = true;

        var refused = await AnswerAsync("n", "dead", "retry", "--error", "broke");
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains($"replay the matching 1 dead letters of queue {Queue}?", refused.Error);

        Assert.Equal(ExitCode.Done, (await AnswerAsync("y", "dead", "retry", "--error", "broke")).Code);
        Assert.Equal(-1, await Client.Handle<int>(id).ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData("dead delete a --task b")]
    [InlineData("dead delete --older-than soon")]
    [InlineData("dead delete --older-than 3")]
    [InlineData("dead list --newer-than 999999d")]
    public async Task Filter_ThatIsWrong_IsRefused(string command) => Assert.Equal(ExitCode.Usage, (await RunAsync(command.Split(' '))).Code);

    [Fact]
    public async Task Argument_OfADeadLetter_IsShownOnRequestAlone()
    {
        var (id, succeeded) = (await FailedAsync(), await SucceededAsync());

        Assert.False((await RunAsync("show", id, "--json")).Json.TryGetProperty("argument", out _));
        Assert.Equal(-1, (await RunAsync("show", id, "--json", "--argument")).Json.GetProperty("argument").GetProperty("json").GetInt32());
        Assert.Matches("argument +-1", (await RunAsync("show", id, "--argument")).Out);
        var other = await RunAsync("show", succeeded, "--argument");
        Assert.Equal(ExitCode.NothingDone, other.Code);
        Assert.Contains("is not among the dead letters", other.Error);
    }

    [Fact]
    public void Argument_ThatIsNoJson_IsBase64()
    {
        var argument = new Commands.ShownArgument(new byte[] { 1, 2, 3 });

        Assert.Equal((null, "AQID", "AQID"), (argument.Json, argument.Base64, argument.Text));
    }
}
