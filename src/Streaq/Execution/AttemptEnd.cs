namespace Streaq.Execution;

/// <summary>The callbacks of user code for the end of an attempt. Most attempts have none, so they cost one field.</summary>
internal struct AttemptEnd
{
    /// <summary>Takes the place of the callbacks once the attempt has ended for good.</summary>
    private static readonly Action<TaskOutcome> Over = static _ => { };

    private Action<TaskOutcome>? _callbacks;

    /// <summary>Whether the outcome is stored or known to be lost.</summary>
    public readonly bool IsReached => ReferenceEquals(Volatile.Read(in _callbacks), Over);

    /// <returns>Whether the callback will be called; <see langword="false"/> when the end is reached already.</returns>
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

    /// <summary>Marks the end as reached.</summary>
    /// <param name="callbacks">The callbacks to call now, in the order in which they were added; <see langword="null"/> for none.</param>
    /// <returns>Whether this is the first call.</returns>
    public bool TryReach(out Action<TaskOutcome>? callbacks)
    {
        callbacks = Interlocked.Exchange(ref _callbacks, Over);
        return !ReferenceEquals(callbacks, Over);
    }
}
