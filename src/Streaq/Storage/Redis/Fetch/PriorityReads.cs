namespace Streaq.Storage.Redis;

/// <summary>Which priorities' streams the next read names, and how many entries it asks of each.</summary>
/// <remarks>
/// <c>XREADGROUP</c> takes its <c>COUNT</c> from every stream that it names, so naming all of them would fetch low tasks while high ones
/// wait. So a read names the streams down to the first that had more to give last time. It goes further down only when those had less than
/// asked, and it may block only when it names all.
/// </remarks>
internal sealed class PriorityReads
{
    private readonly int _priorities;

    public PriorityReads(int priorities) => Depth = _priorities = priorities;

    /// <summary>How many streams, from the first priority on, the next read names.</summary>
    public int Depth { get; private set; }

    public bool NamesAll => Depth == _priorities;

    /// <summary>What the read asks of each stream so that all together fit into <paramref name="room"/>.</summary>
    public int Count(int room) => Math.Max(1, room / Depth);

    /// <summary>Learns from what each named stream gave.</summary>
    public void Learn(ReadOnlySpan<int> given, int asked)
    {
        for (var i = 0; i < given.Length; i++)
        {
            if (given[i] >= asked)
            {
                Depth = i + 1;
                return;
            }
        }

        Depth = _priorities;
    }
}
