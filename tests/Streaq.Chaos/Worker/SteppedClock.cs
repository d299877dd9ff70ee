namespace Streaq.Chaos.Worker;

/// <summary>A wall clock that somebody sets while the machine runs; what measures durations goes on undisturbed, as on a real one.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private long _offset;

    public void Step(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));
}
