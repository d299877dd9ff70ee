namespace Streaq.Storage.Redis;

/// <summary>
/// What a worker does under its lease: renewing, fetching, asking for starts, settling, leaving. Each has a class of its own.
/// </summary>
internal sealed class RedisWorkerLease(
    LeaseTerm term, ReadyFetch fetch, RedisAdmission admission, RedisSettlement settlement, RedisAttemptNotes notes, Departure departure)
    : IWorkerLease
{
    public string Worker => term.Worker;

    public ValueTask FetchAsync(int room, TimeSpan wait, ICollection<Delivery> deliveries, CancellationToken cancellationToken) =>
        fetch.FetchAsync(room, wait, deliveries, cancellationToken);

    public ValueTask<StartDecision> AdmitAsync(Delivery delivery, StartConditions conditions, CancellationToken cancellationToken) =>
        admission.AskAsync(delivery, conditions, cancellationToken);

    public async ValueTask<bool> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        var epoch = fetch.Held.Epoch;
        var isHeld = await settlement.WriteAsync(settlements, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < settlements.Count; i++)
        {
            fetch.Held.Remove(settlements[i].Delivery, epoch);
        }

        return departure.Notice(isHeld);
    }

    public async ValueTask<bool> RenewAsync(CancellationToken cancellationToken) =>
        departure.Notice(await term.RenewAsync(cancellationToken).ConfigureAwait(false));

    public ValueTask NoteAttemptsAsync(
        IReadOnlyList<KeyValuePair<string, string>> began, IReadOnlyList<string> ended, CancellationToken cancellationToken) =>
        notes.WriteAsync(began, ended, cancellationToken);

    public async ValueTask<int> LeaveAsync(CancellationToken cancellationToken)
    {
        // The reader goes first: an entry that Redis hands to a read under way would miss the give-back.
        await DisposeAsync().ConfigureAwait(false);
        return await departure.LeaveAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        departure.Forget();
        return fetch.DisposeAsync();
    }
}
