using Spectre.Console;
using Spectre.Console.Rendering;

namespace Streaq.Tool;

/// <summary>A record as lines of a name and a value, without empty values. An empty line ends it.</summary>
/// <param name="fields">The names and values, without control characters.</param>
internal sealed class Block(IEnumerable<(string Name, string Value)> fields) : Renderable
{
    private const int Gap = 2;
    private readonly List<(string Name, string Value)> _fields = [.. fields.Where(field => field.Value.Length > 0)];

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var names = _fields.Max(field => field.Name.Length) + Gap;
        var longest = _fields.Where(field => !field.Value.Contains('\n', StringComparison.Ordinal))
            .SelectMany(field => field.Value.Split(' ')).Max(word => word.Length);
        IRenderable lines = names + longest <= maxWidth ? Aligned() : Plain();
        return [.. lines.Render(options, maxWidth), Segment.LineBreak];
    }

    private Grid Aligned()
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(0).PadRight(Gap)).AddColumn(new GridColumn().Padding(0, 0));
        foreach (var (name, value) in _fields)
        {
            grid.AddRow(new Text(name), new Text(value));
        }

        return grid;
    }

    /// <summary>Renders names and values without columns, for screens that are too narrow for a column of names beside an id.</summary>
    private Rows Plain() => new(_fields.Select(field => new Text(field.Name.Length == 0 ? field.Value : $"{field.Name}: {field.Value}")));
}
