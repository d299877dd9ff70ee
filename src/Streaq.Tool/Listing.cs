using Spectre.Console;
using Spectre.Console.Rendering;

namespace Streaq.Tool;

/// <summary>
/// Renders records for people, as a table without its empty columns. If that is too wide, it cuts texts that may be cut, the last column
/// first. If that is not enough, or cut ids would look alike, it renders each record as a block of lines.
/// </summary>
/// <param name="none">The text when there is no record.</param>
/// <param name="columns">The columns of each record.</param>
internal sealed class Listing(string none, params Column[] columns) : Renderable
{
    private readonly List<string[]> _rows = [];

    public void Add(params object?[] cells) => _rows.Add([.. cells.Select(Output.Cell)]);

    protected override Measurement Measure(RenderOptions options, int maxWidth) => Arrange(options, maxWidth).Measure(options, maxWidth);

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
        Arrange(options, maxWidth).Render(options, maxWidth);

    private IRenderable Arrange(RenderOptions options, int maxWidth)
    {
        if (_rows.Count == 0)
        {
            return new Text(none + "\n");
        }

        var shown = Enumerable.Range(0, columns.Length).Where(i => _rows.Exists(row => row[i].Length > 0)).ToList();
        var lengths = shown.ToDictionary(i => i, i => _rows.Max(row => row[i].Length));
        var over = Width(Table(shown, lengths), options) - maxWidth;
        foreach (var i in shown.AsEnumerable().Reverse().Where(i => over > 0 && lengths[i] > columns[i].Shortest))
        {
            var cut = Math.Min(over, lengths[i] - columns[i].Shortest);
            lengths[i] -= cut;
            over -= cut;
        }

        var table = Table(shown, lengths);
        return Width(table, options) <= maxWidth && shown.TrueForAll(i => StaysDistinct(i, lengths[i]))
            ? table
            : new Rows(_rows.Select(row => new Block(shown.Select(i => (columns[i].Name, row[i])))));
    }

    private Table Table(List<int> shown, Dictionary<int, int> lengths)
    {
        var table = Output.Table([.. shown.Select(i => columns[i].Name)]);
        foreach (var row in _rows)
        {
            Output.Row(table, [.. shown.Select(i => columns[i].Fit(row[i].ReplaceLineEndings(" "), lengths[i]))]);
        }

        return table;
    }

    private static int Width(Table table, RenderOptions options) => ((IRenderable)table).Measure(options, short.MaxValue).Max;

    private bool StaysDistinct(int column, int length) => columns[column].Cut is not Cut.Start
        || _rows.Select(row => row[column]).Distinct(StringComparer.Ordinal).Count()
            == _rows.Select(row => columns[column].Fit(row[column], length)).Distinct(StringComparer.Ordinal).Count();
}
