using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Streaq.Tool;

/// <summary>The output of a command: a table or lines for people, or one JSON document for programs.</summary>
internal sealed class Output(ToolConsole console, bool json)
{
    /// <summary>Wide enough that no row is broken when a program reads it.</summary>
    private const int PipeWidth = 4_000;

    private readonly List<string> _complaints = [];

    public bool IsJson => json;

    public ToolConsole Console => console;

    /// <summary>Prints the value as JSON with <c>--json</c>, else the text for people.</summary>
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

    /// <summary>Prints a message for people. The JSON document has its content already.</summary>
    public void Say(string message)
    {
        if (!json)
        {
            console.Out.WriteLine(Clean(message));
        }
    }

    /// <summary>Prints lines for people or one JSON document, and flushes at once, since the command may run until it is killed.</summary>
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

    /// <summary>Reports why nothing was done: at once, or as JSON when the command ends.</summary>
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

    /// <summary>Ends the command. As JSON, it prints all reported messages as one document.</summary>
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

    /// <summary>Adds a row of plain text, so that data from Redis is never markup or a command to the terminal.</summary>
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
    /// Replaces control characters except line ends, and characters that change the direction of text, in text that may come from Redis.
    /// </summary>
    private static string Clean(string text) =>
        string.Concat(text.ReplaceLineEndings("\n").Select(
            c => (char.IsControl(c) && c != '\n') || char.GetUnicodeCategory(c) is UnicodeCategory.Format ? '\uFFFD' : c));
}
