namespace Streaq.Storage.Redis;

/// <summary>
/// A worker's calls under its lease: renew, fetch, admit, settle, leave. Each has a class of its own.
/// </summary>
internal sealed class RedisWorkerLease(
    LeaseTerm term, ReadyFetch fetch, RedisAdmission admission, RedisSettlement settlement, RedisAttemptNotes notes, ReturnedTasks returned)
    : IWorkerLease
{
    public string Worker => term.Worker.WorkerId;

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

        return Notice(isHeld);
    }

    public async ValueTask<bool> RenewAsync(CancellationToken cancellationToken) =>
        Notice(await term.RenewAsync(cancellationToken).ConfigureAwait(false));

    public ValueTask NoteAttemptsAsync(
        IReadOnlyList<KeyValuePair<string, string>> began, IReadOnlyList<string> ended, CancellationToken cancellationToken) =>
        notes.WriteAsync(began, ended, cancellationToken);

    public async ValueTask<int> LeaveAsync(CancellationToken cancellationToken)
    {
        // Closes the reader first: an entry that Redis hands to a pending read would not be given back.
        await DisposeAsync().ConfigureAwait(false);
        return await returned.GiveBackAllAsync(term.Worker, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        term.Forget();
        return fetch.DisposeAsync();
    }

    /// <summary>When a lease is gone before it expired, requests a look through all pending entries: only that finds its tasks.</summary>
    private bool Notice(bool isHeld)
    {
        if (!isHeld)
        {
            returned.LookThroughAll();
        }

        return isHeld;
    }
}
