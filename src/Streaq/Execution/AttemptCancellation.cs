using Streaq.Storage;

namespace Streaq.Execution;

/// <summary>Cancels the attempt of one slot when its task is aborted. User code gets an <see cref="AttemptToken"/>.</summary>
/// <remarks>
/// The token belongs to the slot, which uses it for further attempts until it is cancelled. So an attempt that is not aborted costs an
/// exchange of a field, and no object.
/// </remarks>
internal sealed class AttemptCancellation
{
    private const int UnderWay = 0;
    private const int Ended = 1;
    private const int Aborted = 2;

    private readonly AbortRequests _aborts;
    private readonly CancellationToken _stop;
    private CancellationTokenSource _source;
    private CancellationTokenRegistration _stopping;
    private Attempt? _attempt;

    public AttemptCancellation(AbortRequests aborts, CancellationToken stop)
    {
        (_aborts, _stop) = (aborts, stop);
        _source = NewSource();
    }

    /// <summary>
    /// Call it before any code of the attempt runs. If an abort of its task was requested already, the attempt is marked as aborted from
    /// here on.
    /// </summary>
    public void Begin(Attempt attempt)
    {
        attempt.SlotToken = _source.Token;
        // A full barrier: a request that this code does not see will see the attempt.
        Interlocked.Exchange(ref _attempt, attempt);
        if (attempt.Message.Details.AbortedBy is { } before)
        {
            attempt.AbortedBy = before;
        }
        else if (!_aborts.IsEmpty && _aborts.Find(attempt.Delivery) is { } request)
        {
            TryAbort(request);
        }
    }

    /// <summary>The attempt under way; <see langword="null"/> between two.</summary>
    public Attempt? Current => Volatile.Read(ref _attempt) is { } attempt && !IsOver(attempt) ? attempt : null;

    /// <summary>Whether the attempt has ended.</summary>
    public static bool IsOver(Attempt attempt) => Volatile.Read(ref attempt.AbortState) == Ended;

    /// <summary>Cancels the attempt under way if the request is for it.</summary>
    public bool TryAbort(AbortRequest request)
    {
        var attempt = Volatile.Read(ref _attempt);
        // Read before the exchange: while the attempt is under way, this source belongs to it.
        var source = Volatile.Read(ref _source);
        if (attempt is null
            || !request.IsFor(attempt.Delivery)
            || Interlocked.CompareExchange(ref attempt.AbortState, Aborted, UnderWay) != UnderWay)
        {
            return false;
        }

        attempt.AbortedBy = request.AbortedBy;
        // Callbacks on the token must not hold up the caller that passes the request on.
        _ = source.CancelAsync();
        return true;
    }

    /// <summary>Ends the attempt.</summary>
    public void End(Attempt attempt)
    {
        if (Interlocked.CompareExchange(ref attempt.AbortState, Ended, UnderWay) == Aborted)
        {
            _stopping.Dispose();
            Volatile.Write(ref _source, NewSource());
        }

        attempt.LeaveSlot();

        if (!_aborts.IsEmpty)
        {
            _aborts.Remove(attempt.Message.Id);
        }
    }

    /// <summary>Creates a source. It is never disposed: without a timer there is nothing to dispose.</summary>
    private CancellationTokenSource NewSource()
    {
        var source = new CancellationTokenSource();
        _stopping = _stop.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), source);
        return source;
    }
}
