using System.Collections;

namespace Streaq.Telemetry;

/// <summary>
/// A list that is its own enumerator, so that a span which copies it allocates no enumerator. An enumeration inside another one, or on
/// another thread, gets an enumerator of its own.
/// </summary>
internal class ReusedList<T>(int capacity) : List<T>(capacity), IEnumerable<T>, IEnumerator<T>
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _isTaken;
    private int _at;

    T IEnumerator<T>.Current => this[_at];

    object? IEnumerator.Current => this[_at];

    IEnumerator<T> IEnumerable<T>.GetEnumerator()
    {
        if (_isTaken || Environment.CurrentManagedThreadId != _thread)
        {
            return GetEnumerator();
        }

        (_isTaken, _at) = (true, -1);
        return this;
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();

    bool IEnumerator.MoveNext() => ++_at < Count;

    void IEnumerator.Reset() => _at = -1;

    void IDisposable.Dispose() => _isTaken = false;

    /// <summary>Empties the list, also for an enumeration that was never ended.</summary>
    public void Empty()
    {
        Clear();
        _isTaken = false;
    }
}
