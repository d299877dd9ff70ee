using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Streaq.Tool;

/// <summary>What a command tells: a table or lines for people, or one JSON document for programs.</summary>
internal sealed class Output(ToolConsole console, bool json)
{
    /// <summary>Wide enough that no row breaks where a program reads it.</summary>
    private const int PipeWidth = 4_000;

    private readonly List<string> _complaints = [];

    public bool IsJson => json;

    public ToolConsole Console => console;

    /// <summary>Prints the value as JSON when that was asked for, else what is made for people.</summary>
    public void Show(object value, Func<IRenderable> forPeople)
    {
        if (json)
        {
            console.Out.WriteLine(JsonOf(value));
        }
        else
        {
            Terminal().Write(forPeople());
        }
    }

    /// <summary>Tells people what happened; JSON says it by itself.</summary>
    public void Say(string message)
    {
        if (!json)
        {
            console.Out.WriteLine(Clean(message));
        }
    }

    /// <summary>Tells of what goes on from here: lines for people, or one document; both at once, since no end may follow.</summary>
    public void Tell(object value, IEnumerable<string> forPeople)
    {
        if (json)
        {
            console.Out.WriteLine(JsonOf(value));
        }
        else
        {
            foreach (var line in forPeople)
            {
                console.Out.WriteLine(Clean(line));
            }
        }

        console.Out.Flush();
    }

    /// <summary>Tells why nothing was done: at once, or as JSON when the command ends.</summary>
    public void Complain(string message)
    {
        if (json)
        {
            _complaints.Add(message);
        }
        else
        {
            console.Error.WriteLine($"streaq: {Clean(message)}");
        }
    }

    /// <summary>The end of the command: as JSON, what it complained of is one document.</summary>
    /// <returns>The exit code that was given.</returns>
    public int End(int exitCode)
    {
        if (_complaints.Count > 0)
        {
            console.Error.WriteLine(JsonOf(new ErrorAnswer(exitCode, _complaints)));
        }

        return exitCode;
    }

    public IAnsiConsole Terminal()
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(console.Out),
            Ansi = console.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = console.IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        if ((console.Width ?? (console.IsTerminal ? null : PipeWidth)) is { } width)
        {
            terminal.Profile.Width = width;
        }

        return terminal;
    }

    public static Table Table(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple, UseSafeBorder = true };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)).NoWrap());
        }

        return table;
    }

    /// <summary>A row of plain text: what comes from Redis is never markup, nor a command to the terminal.</summary>
    public static void Row(Table table, params object?[] cells) => table.AddRow(cells.Select(cell => new Text(Cell(cell))));

    public static string Cell(object? value) => value switch
    {
        null => "",
        DateTimeOffset time => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString(span.TotalDays >= 1 ? @"d\.hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(format: null, CultureInfo.InvariantCulture),
        _ => Clean(value.ToString() ?? ""),
    };

    private static string JsonOf(object value) =>
        JsonSerializer.Serialize(value, AnswerJson.Form.GetTypeInfo(value.GetType())
            ?? throw new NotSupportedException($"{nameof(AnswerJson)} does not list {value.GetType()}."));

    /// <summary>
    /// Text from elsewhere without control characters, line ends apart, and without those that turn the direction of text.
    /// </summary>
    private static string Clean(string text) =>
        string.Concat(text.ReplaceLineEndings("\n").Select(
            c => (char.IsControl(c) && c != '\n') || char.GetUnicodeCategory(c) is UnicodeCategory.Format ? '\uFFFD' : c));
}
