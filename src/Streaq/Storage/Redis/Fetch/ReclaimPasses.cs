namespace Streaq.Storage.Redis;

/// <summary>
/// Tells when to look through all pending entries for those of workers without a lease. Mostly a lease that has just run out
/// says so; only if leases were deleted, by hand or with all data of Redis, does nothing.
/// </summary>
internal sealed class ReclaimPasses
{
    private const int Every = 20;

    private int _untilThorough;

    public bool IsThorough => _untilThorough == 0;

    /// <summary>Has the next pass look through all.</summary>
    public void LookThroughAll() => _untilThorough = 0;

    /// <summary>After a pass that found as many as it may take, more may be left.</summary>
    public void Learn(int reclaimed, int limit) =>
        _untilThorough = reclaimed >= limit ? 0 : IsThorough ? Every - 1 : _untilThorough - 1;
}
