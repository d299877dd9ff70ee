namespace Streaq.Storage.Redis;

/// <summary>Chooses the streams that the next read names, and how many entries it requests from each.</summary>
/// <remarks>
/// <c>XREADGROUP</c> takes its <c>COUNT</c> from every stream that it names, so naming all of them would fetch low tasks while high ones
/// wait. So a read names the streams down to the first that had more entries last time. It names further streams only when these had fewer
/// entries than requested, and it may block only when it names all.
/// </remarks>
internal sealed class PriorityReads
{
    private readonly int _priorities;

    public PriorityReads(int priorities) => Depth = _priorities = priorities;

    /// <summary>The number of streams, from the first priority on, that the next read names.</summary>
    public int Depth { get; private set; }

    public bool NamesAll => Depth == _priorities;

    /// <summary>Returns how many entries to request from each stream, so that all together fit into <paramref name="room"/>.</summary>
    public int Count(int room) => Math.Max(1, room / Depth);

    /// <summary>Adjusts <see cref="Depth"/> to the number of entries that each named stream returned.</summary>
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
