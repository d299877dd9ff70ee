namespace Streaq.Dashboard.Waterfall;

/// <summary>
/// Maps times to positions from 0 to <see cref="Width"/>. An hour of waiting must not squash 20 ms of work. So a gap without work is drawn
/// short when it is longer than four times all work.
/// </summary>
internal sealed class FoldedAxis
{
    public const double Width = 1000;

    /// <summary>The width of a folded gap, as a part of that of all work.</summary>
    private const double FoldedWeight = 0.4;
    private const double LongestWeight = 4;

    private readonly List<Piece> _pieces = [];
    private readonly double _weight;

    public FoldedAxis(IReadOnlyList<Step> steps)
    {
        var (first, last) = (steps.Min(step => step.Start), steps.Max(step => step.End));
        var busy = Merged(steps.Where(step => !step.IsIdle && step.Length > TimeSpan.Zero));
        var work = busy.Sum(span => (span.End - span.Start).TotalMilliseconds);
        var at = first;
        foreach (var (start, end) in busy.Append((last, last)))
        {
            Add(at, start, work, isIdle: true);
            Add(start, end, work, isIdle: false);
            at = end;
        }

        _weight = _pieces.Sum(piece => piece.Weight);
    }

    /// <summary>The gaps that are drawn shorter than they were.</summary>
    public IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> Folded =>
        _pieces.Where(piece => piece.IsFolded).Select(piece => (piece.Start, piece.End));

    public double At(DateTimeOffset time)
    {
        var before = 0d;
        foreach (var piece in _pieces)
        {
            if (time < piece.End)
            {
                var part = Math.Max(0, (time - piece.Start) / (piece.End - piece.Start));
                return Width * (before + part * piece.Weight) / _weight;
            }

            before += piece.Weight;
        }

        return _weight > 0 ? Width : 0;
    }

    private static List<(DateTimeOffset Start, DateTimeOffset End)> Merged(IEnumerable<Step> steps)
    {
        var merged = new List<(DateTimeOffset Start, DateTimeOffset End)>();
        foreach (var step in steps.OrderBy(step => step.Start))
        {
            if (merged is [.., var last] && step.Start <= last.End)
            {
                merged[^1] = (last.Start, step.End > last.End ? step.End : last.End);
            }
            else
            {
                merged.Add((step.Start, step.End));
            }
        }

        return merged;
    }

    private void Add(DateTimeOffset start, DateTimeOffset end, double work, bool isIdle)
    {
        var length = (end - start).TotalMilliseconds;
        if (length > 0)
        {
            var isFolded = isIdle && work > 0 && length > LongestWeight * work;
            _pieces.Add(new Piece(start, end, isFolded ? FoldedWeight * work : length, isFolded));
        }
    }

    private sealed record Piece(DateTimeOffset Start, DateTimeOffset End, double Weight, bool IsFolded);
}
