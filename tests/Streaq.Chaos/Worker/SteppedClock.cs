namespace Streaq.Chaos.Worker;

/// <summary>A wall clock that a fault sets while the process runs. Elapsed times stay right, as on a real machine.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private long _offset;

    public void Step(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));
}
