using Streaq.Docs.Tests;

namespace Streaq.Tool.Tests;

/// <summary>The tool understands the commands that the pages show.</summary>
public sealed class PageTests
{
    public static TheoryData<string> Commands =>
    [
        .. Repository.AllPages.SelectMany(page => Markdown.Commands(File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n")))
            .Where(command => command.StartsWith("streaq ", StringComparison.Ordinal) && !command.Contains("=>")).Distinct(),
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_OfAPage_IsUnderstood(string command) => Assert.Empty(Errors(command));

    [Fact]
    public void Command_ThatTheToolDoesNotHave_IsFound() => Assert.NotEmpty(Errors("streaq dead bury ID"));

    private static IEnumerable<string> Errors(string command)
    {
        var console = new ToolConsole(TextWriter.Null, TextWriter.Null, TextReader.Null, CanAsk: false, IsTerminal: false);
        return StreaqCommand.Create(console).Parse(command.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]).Errors.Select(error => error.Message);
    }
}
