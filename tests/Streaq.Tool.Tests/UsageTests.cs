using Streaq.Docs.Tests;

namespace Streaq.Tool.Tests;

/// <summary>Wrong command lines and an absent Redis: a message, an exit code, no stack trace, no secret.</summary>
public sealed class UsageTests
{
    private const string Nowhere = "127.0.0.1:1,connectTimeout=500,connectRetry=1,password=hunter2";

    [Theory]
    [InlineData("stat")]
    [InlineData("list")]
    [InlineData("list finished")]
    [InlineData("list notfound")]
    [InlineData("show")]
    [InlineData("dead delete")]
    [InlineData("dead delete a --all")]
    [InlineData("top --interval 0")]
    [InlineData("stats --no-such-option")]
    [InlineData("stats --redis ")]
    [InlineData("top -i abc")]
    [InlineData("top -i NaN")]
    [InlineData("abort x -t 1e300")]
    [InlineData("list ready -n abc")]
    [InlineData("dead")]
    [InlineData("run")]
    [InlineData("run now")]
    [InlineData("run a")]
    [InlineData("schedules run")]
    [InlineData("")]
    public async Task CommandLine_ThatIsWrong_IsRefused(string command)
    {
        var run = await ToolRun.InProcessAsync(command.Split(' '));

        Assert.Equal((ExitCode.Usage, ""), (run.Code, run.Out));
        Assert.StartsWith("streaq: ", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.DoesNotContain("Exception", run.Error);

        var json = await ToolRun.InProcessAsync([.. command.Split(' '), "--json"]);
        Assert.Equal((ExitCode.Usage, ""), (json.Code, json.Out));
        Assert.NotEmpty(json.Errors);
    }

    [Theory]
    [InlineData("stat", "stats")]
    [InlineData("dead lst", "list")]
    [InlineData("stats --jsn", "--json")]
    [InlineData("list ready --limt 3", "--limit")]
    [InlineData("workres", "workers")]
    [InlineData("queue", "queues")]
    [InlineData("run no a", "now")]
    public async Task Typo_InACommandLine_GetsASuggestion(string command, string meant)
    {
        var run = await ToolRun.InProcessAsync(command.Split(' '));

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Matches($@"Did you mean (\S+ or )*{meant}\b", run.Error);
    }

    [Theory]
    [InlineData("connection string of mine", ExitCode.Store)]
    [InlineData(",", ExitCode.Usage)]
    [InlineData("=", ExitCode.Store)]
    [InlineData("h:99999", ExitCode.Usage)]
    [InlineData("127.0.0.1:1,connectTimeout=abc", ExitCode.Usage)]
    [InlineData("127.0.0.1:1,connectTimeout=-5", ExitCode.Store)]
    [InlineData("127.0.0.1:1,defaultDatabase=-9,connectTimeout=500,connectRetry=1", ExitCode.Store)]
    [InlineData("unix:/nowhere.sock,connectTimeout=500,connectRetry=1", ExitCode.Usage)]
    public async Task ConnectionString_OfAnyKind_IsNoStackTrace(string redis, int code)
    {
        var run = await ToolRun.InProcessAsync("stats", "--redis", redis);

        Assert.Equal((code, ""), (run.Code, run.Out));
        Assert.StartsWith("streaq: ", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public void Failure_OfAnUnexpectedKind_IsASentence()
    {
        var (code, message) = Failure.Of(new InvalidCastException("It was hunter2."), "h:1,password=hunter2");

        Assert.Equal((ExitCode.Fault, "The tool failed with System.InvalidCastException: It was ***."), (code, message));
    }

    [Theory]
    [InlineData("stats --queue bra{ce}s", "StreaqOptions.Queue")]
    [InlineData("queues --queue bra{ce}s", "StreaqOptions.Queue")]
    public async Task Value_ThatIsRefused_IsNamed(string command, string name)
    {
        var run = await ToolRun.InProcessAsync([.. command.Split(' '), "--redis", Nowhere]);

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains(name, run.Error);
        Assert.DoesNotContain("Parameter", run.Error);
    }

    [Theory]
    [InlineData("stats")]
    [InlineData("show some-id --json")]
    public async Task Redis_ThatIsNotThere_IsAnExitCodeOfItsOwn(string command)
    {
        var run = await ToolRun.InProcessAsync([.. command.Split(' '), "--redis", Nowhere]);

        Assert.Equal((ExitCode.Store, ""), (run.Code, run.Out));
        var message = command.Contains("--json") ? Assert.Single(run.Errors) : run.Error["streaq: ".Length..];
        Assert.StartsWith("127.0.0.1:1: Redis at 127.0.0.1:1 can't be reached: no server listens on that port", message);
        Assert.DoesNotContain("hunter2", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Theory]
    [InlineData("redis://:hunter2@127.0.0.1:1", ExitCode.Usage)]
    [InlineData("127.0.0.1:1;password=hunter2", ExitCode.Usage)]
    [InlineData("127.0.0.1:1,connectTimeout=500,connectRetry=1,Password=hunter2", ExitCode.Store)]
    [InlineData("127.0.0.1:1,password=hunter2,hunter2=hunter2", ExitCode.Usage)]
    [InlineData("127.0.0.1:1,connectTimeout=500,connectRetry=1,ssl=true,password=hunter2", ExitCode.Store)]
    public async Task Password_InAConnectionStringThatFails_IsNotPrinted(string redis, int code)
    {
        var run = await ToolRun.InProcessAsync("stats", "--redis", redis);

        Assert.Equal((code, ""), (run.Code, run.Out));
        Assert.DoesNotContain("hunter2", run.Error);
    }

    [Theory]
    [InlineData("It is not possible to connect to h:1,password=hunter2,user=ann", "It is not possible to connect to ***")]
    [InlineData("WRONGPASS for ann with hunter2", "WRONGPASS for *** with ***")]
    [InlineData("All is well", "All is well")]
    public void Secrets_InAMessage_AreHidden(string message, string shown) => Assert.Equal(shown, Secrets.Hide(message, "h:1,password=hunter2,user=ann"));

    [Theory]
    [InlineData("queues")]
    [InlineData("stats")]
    [InlineData("list")]
    [InlineData("show")]
    [InlineData("retry")]
    [InlineData("run now")]
    [InlineData("dead list")]
    [InlineData("dead replay")]
    [InlineData("dead delete")]
    [InlineData("schedules")]
    [InlineData("schedules remove")]
    [InlineData("schedules run")]
    [InlineData("completion")]
    [InlineData("workers")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("top")]
    public async Task Options_OfACommand_AreOnItsPage(string command)
    {
        var help = (await ToolRun.InProcessAsync([.. command.Split(' '), "--help"])).Out;

        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "guides", "command-line.md"));
        Assert.Contains($"`{command}", page);
        Assert.All(
            System.Text.RegularExpressions.Regex.Matches(help, "--[a-z]+", System.Text.RegularExpressions.RegexOptions.NonBacktracking).Select(option => option.Value),
            option => Assert.Contains(option, page));
    }

    [Fact]
    public async Task Help_Always_ListsTheCommands()
    {
        var run = await ToolRun.InProcessAsync("--help");

        Assert.Equal(ExitCode.Done, run.Code);
        Assert.All(["queues", "stats", "list", "show", "retry", "run", "dead", "schedules", "workers", "pause", "resume", "top", "--redis", "--json"], word => Assert.Contains(word, run.Out));
    }
}
