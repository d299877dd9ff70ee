using Microsoft.AspNetCore.Http;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Pages;

namespace Streaq.Dashboard.Actions;

/// <summary>Actions on dead letters.</summary>
internal static class DeadActions
{
    public static readonly QueueAction Replay = new(
        ActionWord.Replay,
        (visit, _, cancellation) => ReplayAsync(visit, [visit.Id], cancellation),
        (visit, _) => visit.ToQueue("tasks", visit.Id));

    public static readonly QueueAction Delete = new(
        ActionWord.Delete,
        (visit, _, cancellation) => DeleteAsync(visit, [visit.Id], cancellation),
        (visit, _) => visit.ToQueue("dead"));

    public static readonly QueueAction ReplayMany = new(
        ActionWord.Replay,
        async (visit, form, cancellation) => await ReplayAsync(
            visit, await IdsAsync(visit, form, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false),
        (visit, _) => visit.ToQueue("dead"));

    public static readonly QueueAction DeleteMany = new(
        ActionWord.Delete,
        async (visit, form, cancellation) => await DeleteAsync(
            visit, await IdsAsync(visit, form, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false),
        (visit, _) => visit.ToQueue("dead"));

    /// <returns>The ids of the form; if it names a group instead, the ids of the group that the page shows.</returns>
    private static async Task<string[]> IdsAsync(Visit visit, IFormCollection form, CancellationToken cancellation)
    {
        if (form["task"] is not [{ Length: > 0 } task])
        {
            return Many.Ids(form);
        }

        var error = form["error"] is [{ Length: > 0 } named] ? named : null;
        var after = form["after"] is [{ Length: > 0 } place] ? place : null;
        var page = await visit.Queue.Client.DeadLetters.PageAsync(DeadPage.Looked, after, cancellation).ConfigureAwait(false);
        return [.. page.Letters.Where(letter => DeadGroups.IsOf(letter, task, error)).Select(letter => letter.TaskId)];
    }

    private static async Task<Done> ReplayAsync(Visit visit, string[] ids, CancellationToken cancellation)
    {
        var results = await visit.Queue.Client.DeadLetters.ReplayManyAsync(ids, cancellation).ConfigureAwait(false);
        return new Done(results.Count(result => result is ReplayResult.Replayed), ids.Length);
    }

    private static async Task<Done> DeleteAsync(Visit visit, string[] ids, CancellationToken cancellation)
    {
        var results = await visit.Queue.Client.DeadLetters.DeleteManyAsync(ids, cancellation).ConfigureAwait(false);
        return new Done(results.Count(deleted => deleted), ids.Length);
    }
}
