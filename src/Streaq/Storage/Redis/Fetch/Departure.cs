namespace Streaq.Storage.Redis;

/// <summary>The end of a lease, wanted or not.</summary>
internal sealed class Departure(ReturnedTasks returned, WorkerNotices notices, WorkerRegistration worker)
{
    /// <summary>A lease that is gone without having run out leaves tasks that only a look through all that is pending finds.</summary>
    /// <returns>The same.</returns>
    public bool Notice(bool isHeld)
    {
        if (!isHeld)
        {
            returned.LookThroughAll();
        }

        return isHeld;
    }

    public void Forget() => notices.Forget(worker);

    /// <returns>How many tasks were given back.</returns>
    public async Task<int> LeaveAsync(CancellationToken cancellationToken)
    {
        var given = await returned.GiveBackAsync(worker, cancellationToken).ConfigureAwait(false);
        // Redis may not have noticed yet that the reader is gone, and have handed it a task that was just given back.
        for (var again = given; again > 0;)
        {
            again = await returned.GiveBackAsync(worker, cancellationToken).ConfigureAwait(false);
        }

        return given;
    }
}
