using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

internal sealed class DeadLetters(StoreAccess store, QueueTelemetry queue, TimeProvider time) : IDeadLetters
{
    private readonly EnqueueTelemetry _telemetry = new(queue);

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

    public async Task<bool> ReplayAsync(string taskId, CancellationToken cancellationToken)
    {
        WireName.ThrowIfInvalid(taskId, nameof(taskId), "A task's id");
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var letter = await opened.DeadLetters.FindAsync(taskId, cancellationToken).ConfigureAwait(false);
        if (letter is null)
        {
            return false;
        }

        var dead = letter.Message;
        var began = time.GetTimestamp();
        using var span = _telemetry.StartReplay(dead, letter.TraceParent);
        var carried = dead.CarriesContext ? Propagation.Inject(Spans.Current, headers: null, queue) : null;
        var again = dead with
        {
            Attempt = 1,
            EnqueuedAt = 0,
            TraceParent = carried?.GetValueOrDefault(Propagation.TraceParent) ?? dead.TraceParent,
            Details = dead.Details with
            {
                Trigger = TaskTrigger.Replay,
                DueAt = 0,
                ExpiresAt = 0,
                PreviousTraceParent = letter.TraceParent,
                PreviousWorker = null,
                TraceState = carried is null ? dead.Details.TraceState : carried.GetValueOrDefault(Propagation.TraceState),
            },
        };
        try
        {
            var replayed = await opened.DeadLetters.ReplayAsync(again, cancellationToken).ConfigureAwait(false);
            _telemetry.Sent(dead.Name, 1, time.GetElapsedTime(began).TotalSeconds, error: null);
            return replayed;
        }
        catch (Exception e)
        {
            span.Fail(e);
            _telemetry.Sent(dead.Name, 1, time.GetElapsedTime(began).TotalSeconds, e);
            throw;
        }
    }

    public async Task<bool> DeleteAsync(string taskId, CancellationToken cancellationToken)
    {
        WireName.ThrowIfInvalid(taskId, nameof(taskId), "A task's id");
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await opened.DeadLetters.DeleteAsync(taskId, cancellationToken).ConfigureAwait(false);
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
        Propagation.TraceId(letter.TraceParent));
}
