using System.Globalization;
using System.Text.Json.Nodes;

namespace Streaq.Benchmarks.Measuring;

/// <summary>A program's figures: a table for people, or one line of JSON for other programs.</summary>
internal sealed class Report(bool json)
{
    private readonly JsonObject _object = [];

    /// <summary>Reports progress on standard error, so that standard output has only the figures.</summary>
    public static void Progress(string text) => Console.Error.WriteLine(text);

    public void Add(string name, JsonNode? value) => _object[name] = value;

    /// <summary>Adds a figure, rounded to four significant digits: more digits would be noise.</summary>
    public void Add(string name, double value) => _object[name] = Rounded(value);

    public void Text(string text)
    {
        if (!json)
        {
            Console.WriteLine(text);
        }
    }

    /// <summary>Prints rows of cells below their headings.</summary>
    public void Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (json)
        {
            return;
        }

        IReadOnlyList<string>[] all = [headings, .. rows];
        var widths = headings.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
        }
    }

    /// <summary>Prints the surroundings of the run, and the JSON line if it was requested.</summary>
    public async Task CloseAsync()
    {
        if (Surroundings.OfRun is { } surroundings)
        {
            var (line, busyAfter) = await surroundings.CloseAsync();
            Text($"\n{DateTime.UtcNow:yyyy-MM-dd}: {surroundings.Text}\n{line}");
            Add("surroundings", surroundings.Text);
            Add("busy_before", Rounded(surroundings.BusyBefore ?? double.NaN));
            Add("busy_after", Rounded(busyAfter ?? double.NaN));
        }

        if (json)
        {
            Console.WriteLine(_object.ToJsonString());
        }
    }

    public static string Cell(double value) => double.IsNaN(value) ? "-" : Math.Abs(value) switch
    {
        >= 100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("N1", CultureInfo.InvariantCulture),
        _ => value.ToString("N2", CultureInfo.InvariantCulture),
    };

    public static JsonNode? Rounded(double value) =>
        double.IsFinite(value) ? double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null;
}
