namespace Streaq.Execution;

/// <summary>What user code wants to be told of the end of an attempt: nothing for most, so it costs one field.</summary>
internal struct AttemptEnd
{
    /// <summary>Stands where callbacks would once the attempt has ended for good.</summary>
    private static readonly Action<TaskOutcome> Over = static _ => { };

    private Action<TaskOutcome>? _callbacks;

    /// <summary>Whether the outcome is stored or known to be lost.</summary>
    public readonly bool IsReached => ReferenceEquals(Volatile.Read(in _callbacks), Over);

    /// <returns>Whether it will be called; else the end is reached.</returns>
    public bool TryAdd(Action<TaskOutcome> callback)
    {
        var seen = Volatile.Read(ref _callbacks);
        while (!ReferenceEquals(seen, Over))
        {
            var before = seen;
            seen = Interlocked.CompareExchange(ref _callbacks, before + callback, before);
            if (ReferenceEquals(seen, before))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The end is reached, once.</summary>
    /// <param name="callbacks">What is to be called now, in the order in which it was added; <see langword="null"/> for nothing.</param>
    /// <returns>Whether it was not reached before.</returns>
    public bool TryReach(out Action<TaskOutcome>? callbacks)
    {
        callbacks = Interlocked.Exchange(ref _callbacks, Over);
        return !ReferenceEquals(callbacks, Over);
    }
}
