namespace Streaq.Workers;

/// <summary>Runs checks of the thread pool at an interval, on its own thread: timers need the pool as well.</summary>
internal sealed class Lookout(TimeSpan interval, params Action[] looks) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Does not spin, which would cost more than the checks: it is set once, at the end.</summary>
    private readonly ManualResetEventSlim _ended = new(initialState: false, spinCount: 0);

    /// <summary>Returns an interval for a lease duration: short enough to save the lease's renewal.</summary>
    public static TimeSpan IntervalFor(TimeSpan lease) => lease / 10 < Longest ? lease / 10 : Longest;

    public void Start() => new Thread(Run) { IsBackground = true, Name = "Streaq lookout" }.UnsafeStart();

    public void Dispose() => _ended.Set();

    private void Run()
    {
        while (!_ended.Wait(interval))
        {
            Array.ForEach(looks, static look => look());
        }

        _ended.Dispose();
    }
}
