using Streaq.Dashboard.Layout;

namespace Streaq.Dashboard.Actions;

/// <summary>Actions on schedules.</summary>
internal static class ScheduleActions
{
    public static readonly QueueAction Fire = new(
        ActionWord.Fire,
        (visit, _, cancellation) => Done.OneAsync(FireAsync(visit, cancellation)),
        (visit, _) => visit.ToQueue("schedules"));

    public static readonly QueueAction Remove = new(
        ActionWord.Remove,
        (visit, _, cancellation) => Done.OneAsync(visit.Queue.Client.UnscheduleAsync(visit.Id, cancellation)),
        (visit, _) => visit.ToQueue("schedules"));

    private static async Task<bool> FireAsync(Visit visit, CancellationToken cancellation) =>
        await visit.Queue.Client.RunScheduleAsync(visit.Id, cancellation).ConfigureAwait(false) is not null;
}
