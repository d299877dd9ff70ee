using System.Text.RegularExpressions;

namespace Streaq.Tool.Tests;

/// <summary>The tool as `dotnet tool install` installs it where there is a native one. It behaves as in IL.</summary>
public sealed partial class NativeProcessTests(RedisFixture redis) : ProcessTests(redis)
{
    public static TheoryData<string> Looks =>
    [
        "--help", "--version", "completion bash", "queues", "stats", "workers", "schedules", "dead list", "top", "list failed", "list running", "list ready",
    ];

    private protected override async Task<NativeProgram?> ProgramAsync() =>
        await NativeProgram.OfAsync(typeof(NativeProcessTests).Assembly, "Streaq.Tool");

    [Fact]
    public async Task Publish_OfTheTool_WarnsOfNothingInStreaq()
    {
        var program = await ProgramAsync();

        Assert.DoesNotContain(program!.Warnings, line => line.Contains("Streaq", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Look_OfEachKind_PrintsWhatILPrints(string command)
    {
        await FailedAsync();

        await AssertSameAsync([.. command.Split(' ')]);
    }

    [Fact]
    public async Task Show_OfADeadLetter_PrintsWhatILPrints()
    {
        var id = await FailedAsync();

        await AssertSameAsync("show", id, "--argument");
    }

    [Fact]
    public async Task Acts_OnAQueue_AreDone()
    {
        var running = await RunningAsync();
        (int Code, string[] Line)[] acts =
        [
            (0, ["pause"]), (0, ["resume"]), (0, ["pause", "--priority", "low"]), (0, ["abort", running]), (1, ["schedules", "remove", "never-there"]),
        ];

        foreach (var (code, line) in acts)
        {
            var run = await ProcessAsync([.. line, "--json", "-q", Queue]);

            Assert.True(run.Code == code, $"{string.Join(' ', line)}: {run.Code}\n{run.Out}\n{run.Error}");
        }

        await Assert.ThrowsAsync<TaskAbortedException>(() => Client.Handle<int>(running).WaitAsync(QueueHost.Patience));
    }

    private async Task AssertSameAsync(params string[] command)
    {
        var isOfAQueue = command is not ["--help" or "--version" or "completion", ..];
        string[] line = isOfAQueue ? [.. command, "-q", Queue] : command;
        string[][] lines = isOfAQueue ? [line, [.. line, "--json"]] : [line];
        foreach (var arguments in lines)
        {
            var native = await ProcessAsync(arguments);
            // In this process where possible: a process takes longer to start than to run. Help and version name their program.
            var il = isOfAQueue
                ? await ToolRun.InProcessAsync([.. arguments, "--redis", Redis])
                : await ToolRun.OwnProcessAsync(native: null, new Dictionary<string, string>(), arguments);

            Assert.Equal((0, ""), (native.Code, native.Error));
            Assert.Equal(Timeless(il.Out), Timeless(native.Out));
        }
    }

    /// <summary>Removes ages and column widths, which differ between two runs.</summary>
    private static string Timeless(string text) => SpacePattern().Replace(NumberPattern().Replace(text, "0"), " ");

    [GeneratedRegex(@"\d+([.,:]\d+)*( ?(ms|s|min|h))?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"[ ─-]+", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex SpacePattern();
}
