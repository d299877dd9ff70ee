namespace Streaq.Workers;

/// <summary>Looks at what goes on in the pool, from a thread of its own: timers need the pool as well.</summary>
internal sealed class Lookout(TimeSpan interval, params Action[] looks) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Without spinning, which costs more than the look: it is set once, at the end.</summary>
    private readonly ManualResetEventSlim _ended = new(initialState: false, spinCount: 0);

    /// <summary>How often to look for the sake of a lease: often enough to save its renewal.</summary>
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
