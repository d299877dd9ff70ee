namespace Streaq.Storage;

/// <summary>Chooses the priority that the next fetch of a worker begins with: always the first, or each in turn by its weight.</summary>
internal sealed class PriorityTurns(int priorities, PriorityPolicy policy)
{
    /// <summary>The number of different weights. Beyond it, the shares do not get smaller.</summary>
    private const int MostWeights = 10;

    private readonly long[] _credit = new long[priorities];

    /// <returns>The index of the priority.</returns>
    public int Next()
    {
        if (policy is PriorityPolicy.Strict || priorities == 1)
        {
            return 0;
        }

        // Smooth weighted round robin: the turns of a priority come evenly spread.
        var (next, all) = (0, 0L);
        for (var i = 0; i < priorities; i++)
        {
            var weight = 1L << Math.Max(0, Math.Min(priorities, MostWeights) - 1 - i);
            _credit[i] += weight;
            all += weight;
            next = _credit[i] > _credit[next] ? i : next;
        }

        _credit[next] -= all;
        return next;
    }
}
