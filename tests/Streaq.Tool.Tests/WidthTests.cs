namespace Streaq.Tool.Tests;

/// <summary>Lists are readable on screens of every width, and in a pipe.</summary>
public sealed class WidthTests(RedisFixture redis) : ToolTest(redis)
{
    private static readonly string[] Commands = ["dead list", "list failed", "list running", "workers", "top", "schedules", "stats", "show"];

    public static TheoryData<string, int?> CommandsAndWidths
    {
        get
        {
            var data = new TheoryData<string, int?>();
            foreach (var (command, width) in Commands.SelectMany(command => new int?[] { 40, 80, 132, null }.Select(width => (command, width))))
            {
                data.Add(command, width);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(CommandsAndWidths))]
    public async Task Records_AtAWidth_AreReadable(string command, int? width)
    {
        var (failed, running) = (await FailedAsync(), await RunningAsync());
        await Client.ScheduleAsync("nightly-report", "0 3 * * *", Work, 1, new ScheduleOptions { TimeZone = "Europe/Berlin" });

        var run = await RunAtAsync(width, [.. command.Split(' '), .. command is "show" ? [failed] : Array.Empty<string>()]);

        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        var lines = run.Out.Split('\n').Select(line => line.TrimEnd()).ToList();
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width ?? int.MaxValue));
        Assert.DoesNotContain(lines, line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["…", ..]);
        Assert.Contains(Known(command, failed, running), run.Out);
        if (command is not "stats")
        {
            Assert.Contains("tool.work", run.Out);
        }
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    public async Task DeadList_OnANarrowScreen_HasIdsThatCanBeCopied(int width)
    {
        var id = await FailedAsync();

        var run = await RunAtAsync(width, "dead", "list");

        Assert.Contains(run.Out.Split('\n'), line => line.TrimEnd().EndsWith(id, StringComparison.Ordinal));
        Assert.Contains("System.FormatException", run.Out);
        Assert.DoesNotContain("…", run.Out);
    }

    [Fact]
    public async Task ListRunning_At132Columns_IsOneRowForEachTask()
    {
        var id = await RunningAsync();

        var run = await RunAtAsync(132, "list", "running");

        Assert.Contains(run.Out.Split('\n'), row => row.Contains(id[^8..]) && row.Contains("tool.work"));
        Assert.DoesNotContain("trace", run.Out);
    }

    /// <summary>Returns the text that distinguishes a task from others.</summary>
    private static string Known(string command, string failed, string running) => command switch
    {
        "schedules" => "nightly-report",
        "stats" => "dead letters",
        "dead list" or "list failed" or "show" => failed[^8..],
        _ => running[^8..],
    };
}
