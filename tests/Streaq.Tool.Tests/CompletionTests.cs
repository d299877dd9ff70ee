using System.Diagnostics;

namespace Streaq.Tool.Tests;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Script_OfAShell_AsksTheTool(string shell)
    {
        var run = await ToolRun.InProcessAsync("completion", shell);

        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        Assert.Contains("[suggest:", run.Out);
    }

    [Theory]
    [InlineData("li", "list")]
    [InlineData("dead re", "replay")]
    [InlineData("list ru", "running")]
    [InlineData("stats --js", "--json")]
    public async Task Suggestion_ForTheBeginningOfAWord_IsTheWord(string line, string word)
    {
        var run = await ToolRun.InProcessAsync($"[suggest:{line.Length}]", line);

        Assert.Contains(word, run.Out.Split(Environment.NewLine));
    }

    [Theory]
    [InlineData("streaq dead l", "list")]
    [InlineData("streaq list ru", "running")]
    [InlineData("streaq st", "stats")]
    public async Task Bash_WithItsScript_CompletesALine(string line, string word)
    {
        if (!File.Exists("/bin/bash"))
        {
            return;
        }

        var words = line.Split(' ');
        var script = $$"""
            streaq() { dotnet "{{Path.Combine(AppContext.BaseDirectory, "Streaq.Tool.dll")}}" "$@"; }
            {{(await ToolRun.InProcessAsync("completion", "bash")).Out}}
            COMP_LINE="{{line}}" COMP_POINT={{line.Length}} COMP_CWORD={{words.Length - 1}}
            COMP_WORDS=({{line}})
            _streaq
            echo "${COMPREPLY[@]}"
            """;
        using var bash = Process.Start(
            new ProcessStartInfo("/bin/bash", ["-c", script]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var printed = await bash.StandardOutput.ReadToEndAsync().WaitAsync(QueueHost.Patience);

        Assert.Equal(word, printed.Trim());
    }
}
