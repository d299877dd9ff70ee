namespace Streaq.Workers;

/// <summary>The number of tasks to hold beyond the slots: about as many as the worker finishes while it fetches more.</summary>
/// <remarks>
/// Tasks of microseconds need a buffer, or the slots run dry between two reads. A task of minutes should not be in a buffer: an idle worker
/// could run it. So the buffer follows the pace: the tasks finished in the last <see cref="Horizon"/>.
/// </remarks>
internal sealed class PrefetchWindow(int most, TimeProvider time)
{
    public static readonly TimeSpan Horizon = TimeSpan.FromMilliseconds(10);

    private long _since = time.GetTimestamp();
    private long _finished;

    public int Size { get; private set; }

    /// <summary>Follows the pace; shrinks by half at most, so that one slow read does not empty the buffer.</summary>
    public void Update(long finished)
    {
        var elapsed = time.GetElapsedTime(_since);
        var done = finished - _finished;
        (_since, _finished) = (time.GetTimestamp(), finished);
        var pace = elapsed <= TimeSpan.Zero ? done : done * (Horizon / elapsed);
        Size = (int)Math.Clamp(Math.Max(pace, Size / 2), 0, most);
    }
}
