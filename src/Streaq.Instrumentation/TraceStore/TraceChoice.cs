using System.Globalization;

namespace Streaq.Instrumentation;

/// <summary>Chooses the traces that a process begins to keep between two sends.</summary>
internal sealed class TraceChoice(double share)
{
    /// <summary>The most failed or retried traces between two sends. The slowest get the places that these and the share leave.</summary>
    public const int Most = 20;

    /// <summary>The most traces of the share between two sends. They come in addition to the failed ones.</summary>
    private const int MostOfShare = 10;

    /// <summary>The last digits of a trace id, which are always random: W3C Trace Context, level 2.</summary>
    private const int RandomDigits = 14;

    private readonly PriorityQueue<string, TimeSpan> _slowest = new(Most + 1);
    private readonly ulong _end = (ulong)(Math.Clamp(share, 0, 1) * (1UL << (4 * RandomDigits)));
    private int _failed;
    private int _shared;

    /// <summary>Whether the trace's id is within the share. All processes with the same share get the same answer.</summary>
    public bool IsInShare(string traceId) =>
        ulong.Parse(traceId.AsSpan(traceId.Length - RandomDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            < _end;

    public bool TakePlaceOfShare() => _shared < MostOfShare && ++_shared > 0;

    public bool TakePlaceOfFailure() => _failed < Most && ++_failed > 0;

    public void Offer(string traceId, TimeSpan duration)
    {
        if (_slowest.Count < Most)
        {
            _slowest.Enqueue(traceId, duration);
        }
        else if (_slowest.TryPeek(out _, out var least) && duration > least)
        {
            _slowest.EnqueueDequeue(traceId, duration);
        }
    }

    /// <summary>Returns the slowest traces for the places that are left, and resets the choice.</summary>
    public IEnumerable<string> TakeSlowest()
    {
        var places = Math.Max(0, Most - _failed - _shared);
        string[] slowest = [.. _slowest.UnorderedItems.OrderByDescending(item => item.Priority).Take(places).Select(item => item.Element)];
        _slowest.Clear();
        (_failed, _shared) = (0, 0);
        return slowest;
    }
}
