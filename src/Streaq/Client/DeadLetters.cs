using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

internal sealed class DeadLetters(StoreAccess store, DeadLetterReplay replay) : IDeadLetters
{
    /// <summary>Dead letters per step: few enough not to block Redis for long.</summary>
    private const int Step = 100;

    private const int MostPerPage = 1_000;

    /// <summary><see langword="null"/> when workers run the tasks.</summary>
    public IQueueDriver? Driver { get; init; }

    public async Task<IReadOnlyList<DeadLetter>> ListAsync(int offset, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var letters = await opened.DeadLetters.ListAsync(offset, limit, cancellationToken).ConfigureAwait(false);
        return [.. letters.Select(Show)];
    }

    public async Task<DeadLetter?> FindAsync(string taskId, CancellationToken cancellationToken)
    {
        WireName.ThrowIfInvalid(taskId, nameof(taskId), "A task's id");
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await opened.DeadLetters.FindAsync(taskId, cancellationToken).ConfigureAwait(false) is { } letter ? Show(letter) : null;
    }

    public async Task<DeadLetterPage> PageAsync(int limit, string? continuation, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostPerPage);
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var part = await opened.DeadLetters.PageAsync(limit, continuation, cancellationToken).ConfigureAwait(false);
        return new DeadLetterPage(part.Letters, part.Continuation) { Total = part.Total };
    }

    public async Task<IReadOnlyList<ReplayResult>> ReplayManyAsync(IEnumerable<string> taskIds, CancellationToken cancellationToken)
    {
        var results = new List<ReplayResult>();
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        foreach (var step in Checked(taskIds).Chunk(Step))
        {
            results.AddRange(await replay.Many.RunAsync(opened.DeadLetters, step, cancellationToken).ConfigureAwait(false));
        }

        if (Driver is not null)
        {
            await Driver.EnqueuedAsync(cancellationToken).ConfigureAwait(false);
        }

        return results;
    }

    public async Task<IReadOnlyList<bool>> DeleteManyAsync(IEnumerable<string> taskIds, CancellationToken cancellationToken)
    {
        var results = new List<bool>();
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        foreach (var step in Checked(taskIds).Chunk(Step))
        {
            results.AddRange(await opened.DeadLetters.DeleteManyAsync(step, cancellationToken).ConfigureAwait(false));
        }

        return results;
    }

    public Task<ReplayResult> ReplayAsync(string taskId, CancellationToken cancellationToken) =>
        ReplayAsync(taskId, taskId, cancellationToken);

    public async Task<ReplayResult> ReplayAsync(string taskId, string newId, CancellationToken cancellationToken)
    {
        WireName.ThrowIfInvalid(taskId, nameof(taskId), "A task's id");
        WireName.ThrowIfInvalid(newId, nameof(newId), "A task's id");
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var result = await replay.RunAsync(opened.DeadLetters, taskId, newId, cancellationToken).ConfigureAwait(false);
        if (Driver is not null)
        {
            await Driver.EnqueuedAsync(cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    public async Task<bool> DeleteAsync(string taskId, CancellationToken cancellationToken)
    {
        WireName.ThrowIfInvalid(taskId, nameof(taskId), "A task's id");
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await opened.DeadLetters.DeleteAsync(taskId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks all ids before anything is written.</summary>
    private static string[] Checked(IEnumerable<string> taskIds)
    {
        ArgumentNullException.ThrowIfNull(taskIds);
        string[] ids = [.. taskIds];
        foreach (var id in ids)
        {
            WireName.ThrowIfInvalid(id, nameof(taskIds), "A task's id");
        }

        return ids;
    }

    private static DeadLetter Show(DeadLetterEntry letter) => new(
        letter.Message.Id,
        letter.Message.Name,
        letter.Message.Priority,
        letter.Message.Attempt,
        letter.Error,
        UnixTime.ToDateTimeOffset(letter.FailedAt),
        letter.Worker,
        letter.Message.Body,
        Propagation.TraceId(letter.TraceParent))
    {
        DeduplicationKey = letter.DeduplicationKey,
        Report = LookUps.Report<object>(letter.Message.Id, TaskListQuery.SnapshotFrom(letter), result: null),
    };
}
