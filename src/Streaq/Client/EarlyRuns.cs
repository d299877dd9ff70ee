using System.Text.Json;
using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>Makes scheduled tasks ready before their time, and fires schedules outside their timetables.</summary>
/// <param name="store">The store.</param>
/// <param name="codec">The codec of payloads; one that changes nothing when the options set none.</param>
/// <param name="queue">The telemetry of the queue.</param>
/// <param name="time">The clock of the measurements.</param>
/// <param name="logger">Logs what was made ready or fired.</param>
internal sealed class EarlyRuns(StoreAccess store, PayloadCodec codec, QueueTelemetry queue, TimeProvider time, ILogger logger)
{
    /// <summary>The number of tries. A try fails when a worker fires the schedule's own slot first.</summary>
    private const int MaxTries = 10;

    /// <summary>Tasks that <c>Cron</c> declares take no argument, whatever body is in Redis.</summary>
    private static readonly byte[] EmptyBody = "null"u8.ToArray();

    private readonly CronTelemetry _telemetry = new(queue);

    public async Task<RunNowResult> RunNowAsync(string taskId, CancellationToken cancellationToken)
    {
        WireName.ThrowIfInvalid(taskId, nameof(taskId), "A task's id");
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var result = await opened.RunNowAsync(taskId, cancellationToken).ConfigureAwait(false);
        if (result is RunNowResult.MadeReady)
        {
            logger.RunNow(taskId, queue.Queue);
        }

        return result;
    }

    /// <returns>The task; <see langword="null"/> when there is no schedule with that id.</returns>
    public async Task<TaskMessage?> RunScheduleAsync(string id, CancellationToken cancellationToken)
    {
        WireName.ThrowIfInvalid(id, nameof(id), "A schedule's id");
        var schedules = (await store.OpenAsync(cancellationToken).ConfigureAwait(false)).Schedules;
        for (var tries = 1; await schedules.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } entry; tries++)
        {
            var now = await schedules.ReadClockAsync(cancellationToken).ConfigureAwait(false);
            if (await FireAsync(schedules, entry, now, cancellationToken).ConfigureAwait(false) is { } fired)
            {
                return fired;
            }

            if (tries == MaxTries)
            {
                throw Unreadable(id);
            }
        }

        return null;
    }

    /// <returns><see langword="null"/> when the schedule was fired or changed meanwhile.</returns>
    private async Task<TaskMessage?> FireAsync(IScheduleStore schedules, ScheduleEntry entry, long now, CancellationToken cancellationToken)
    {
        var (schedule, body) = Open(entry);
        var message = FiredTask.Message(schedule, new CronFiring(now, schedule.Expression), now);
        var began = time.GetTimestamp();
        var span = _telemetry.StartAsked(message, schedule.PutBy);
        try
        {
            var carried = FiredTask.Seal(_telemetry.Carry(message, Spans.Current), body, codec);
            if (!await schedules.FireAsync(new(entry, now, entry.NextAt, carried), cancellationToken).ConfigureAwait(false))
            {
                span.Withdraw();
                return null;
            }

            _telemetry.Asked(span, message, time.GetElapsedTime(began).TotalSeconds);
            logger.Enqueued(message.Name, message.Id, queue.Queue, message.Priority);
            return message;
        }
        catch (Exception e)
        {
            _telemetry.Failed(span, message, time.GetElapsedTime(began).TotalSeconds, e);
            logger.NotSent(e, message.Name, queue.Queue);
            throw;
        }
    }

    /// <summary>Returns the trusted part of a stored schedule, and its argument as the serializer made it.</summary>
    /// <exception cref="PayloadRefusedException">A worker would refuse the task that this process makes of it.</exception>
    private (ScheduleDefinition Schedule, ReadOnlyMemory<byte> Body) Open(ScheduleEntry entry)
    {
        var schedule = entry.Definition;
        if (!WireName.IsValid(schedule.TaskName) || !WireName.IsValid(schedule.Priority))
        {
            throw Unreadable(schedule.Id);
        }

        if (entry.DeclaredAt > 0)
        {
            return !schedule.IsSealed || codec.IsNeeded
                ? (schedule with { TaskName = schedule.Id, Headers = null }, EmptyBody)
                : throw Refused(schedule, "its queue signs or transforms payloads, and this process has no SigningKey or transform");
        }

        var body = FiredTask.Open(schedule, isDeclared: false, codec);
        return IsJson(body)
            ? (schedule, body)
            : throw Refused(schedule, "it is not JSON: a transform made it, and this process does not have that transform");
    }

    private PayloadRefusedException Refused(ScheduleDefinition schedule, string reason) =>
        new(FiredTask.Context(schedule, codec), reason);

    private static StreaqStoreException Unreadable(string id) =>
        new($"Schedule '{id}' can't be run: what the store has of it can't be read. Put it again with ScheduleAsync.");

    private static bool IsJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
