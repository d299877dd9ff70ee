using Streaq.Schedules;
using Streaq.Storage;

namespace Streaq.Maintenance;

/// <summary>
/// Puts the schedules that this process declares into the store at its start, and repeats the declarations from time to time.
/// </summary>
internal sealed class DeclareSchedules(IReadOnlyList<ScheduleDefinition> declared, TimeProvider time)
{
    /// <summary>How long a declaration blocks a different one after the last worker repeated it.</summary>
    internal static readonly TimeSpan Abandoned = 3 * FireSchedules.Longest;

    /// <summary>How long a declaration is kept after its last repetition: workers still make up for slots missed in a long stop.</summary>
    internal static readonly TimeSpan Forgotten = TimeSpan.FromDays(7);

    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);

    private bool _begun;
    private long _declared;
    private long _pruned;

    public async Task RunAsync(IScheduleStore store, CancellationToken cancellationToken)
    {
        if (_begun && (declared.Count == 0 || time.GetElapsedTime(_declared) < FireSchedules.Longest))
        {
            return;
        }

        var stamp = time.GetTimestamp();
        if (declared.Count > 0)
        {
            var now = await store.ReadClockAsync(cancellationToken).ConfigureAwait(false);
            foreach (var schedule in declared)
            {
                await DeclareAsync(store, schedule, now, cancellationToken).ConfigureAwait(false);
            }
        }

        if (!_begun || time.GetElapsedTime(_pruned) >= PruneInterval)
        {
            await store.PruneAsync(Forgotten, cancellationToken).ConfigureAwait(false);
            _pruned = stamp;
        }

        (_begun, _declared) = (true, stamp);
    }

    private async Task DeclareAsync(IScheduleStore store, ScheduleDefinition schedule, long now, CancellationToken cancellationToken)
    {
        if (Timetable.Parse(schedule.Expression, schedule.TimeZone).NextAfter(now) is not { } next)
        {
            return;
        }

        if (_begun)
        {
            await store.RedeclareAsync(schedule, next, Abandoned, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await store.DeclareAsync(schedule, next, cancellationToken).ConfigureAwait(false);
        }
    }
}
