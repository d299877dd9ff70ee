using Streaq.Schedules;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>Adds and ends dynamic schedules, and lists all schedules. It checks everything before it writes.</summary>
internal sealed class Scheduler(
    StoreAccess store, MessageBuilder messages, TaskSerializer serializer, ServedPriorities priorities, CronTelemetry telemetry)
{
    /// <summary>Runs tasks and schedules before their time.</summary>
    public required EarlyRuns Early { get; init; }

    /// <exception cref="ArgumentException">An argument is not valid; the exception names it.</exception>
    public async Task ScheduleAsync<TArgument>(
        string id, string expression, TaskDefinition task, TArgument argument, ScheduleOptions? given, CancellationToken cancellationToken)
    {
        var schedule = Define(id, expression, task, argument, given);
        using var span = telemetry.StartAdding(schedule);
        try
        {
            var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
            await priorities.CheckAsync(opened, schedule.Priority, cancellationToken).ConfigureAwait(false);
            await PutAsync(id, expression, schedule with { PutBy = CronTelemetry.Caller }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    /// <summary>Does the first of two steps. Its span stands for both.</summary>
    /// <exception cref="ArgumentException">An argument is not valid; the exception names it.</exception>
    public ScheduleDefinition Prepare<TArgument>(
        string id, string expression, TaskDefinition task, TArgument argument, ScheduleOptions? given)
    {
        var schedule = Define(id, expression, task, argument, given);
        using var span = telemetry.StartAdding(schedule);
        return schedule with { PutBy = CronTelemetry.Caller };
    }

    /// <exception cref="ArgumentException">The schedule never fires, or workers declare a schedule with its id.</exception>
    public async Task PutAsync(string id, string expression, ScheduleDefinition schedule, CancellationToken cancellationToken)
    {
        var timetable = Timetable.Parse(expression, schedule.TimeZone);
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var now = await opened.Schedules.ReadClockAsync(cancellationToken).ConfigureAwait(false);
        var next = timetable.NextAfter(now) ?? throw new ArgumentException(
            $"'{expression}' never fires again; choose a time in the future.", nameof(expression));
        if (!await opened.Schedules.PutAsync(schedule, next, cancellationToken).ConfigureAwait(false))
        {
            throw new ArgumentException(
                $"The id '{id}' is that of a schedule which workers declare with Cron; take another one.", nameof(id));
        }
    }

    public async Task<bool> UnscheduleAsync(string id, CancellationToken cancellationToken)
    {
        WireName.ThrowIfInvalid(id, nameof(id), "A schedule's id");
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await opened.Schedules.RemoveAsync(id, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<ScheduleReport>> ListAsync(CancellationToken cancellationToken)
    {
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var entries = await opened.Schedules.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. entries.Select(Report)];
    }

    public async Task<SchedulePage> PageAsync(int limit, string? continuation, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LookUps.MostPerPage);
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var part = await opened.Schedules.PageAsync(limit, continuation, cancellationToken).ConfigureAwait(false);
        return new SchedulePage([.. part.Schedules.Select(Report)], part.Continuation) { Total = part.Total };
    }

    private ScheduleDefinition Define<TArgument>(
        string id, string expression, TaskDefinition task, TArgument argument, ScheduleOptions? given)
    {
        WireName.ThrowIfInvalid(id, nameof(id), "A schedule's id");
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(task);
        var options = given ?? ScheduleOptions.Default;
        options.Validate();
        Timetable.Parse(expression, options.TimeZone);
        var schedule = new ScheduleDefinition
        {
            Id = id,
            Expression = expression,
            TimeZone = options.TimeZone,
            MaxDrift = options.MaxScheduleDrift,
            ExpiresIn = options.ExpiresIn,
            TaskName = task.Name,
            Body = default,
            Priority = options.Priority ?? messages.PriorityOf(task, EnqueueOptions.Default),
            TraceMode = TraceModeName.For(messages.ModeOf(task)),
            Headers = options.Headers,
        };
        return schedule with
        {
            Body = serializer.Write(argument, PayloadKind.Schedule, schedule.Identity, task.Name, options.Headers),
        };
    }

    private static ScheduleReport Report(ScheduleEntry entry) => new()
    {
        Id = entry.Definition.Id,
        Expression = entry.Definition.Expression,
        TaskName = entry.Definition.TaskName,
        TimeZone = entry.Definition.TimeZone,
        Priority = entry.Definition.Priority,
        MaxScheduleDrift = entry.Definition.MaxDrift,
        ExpiresIn = entry.Definition.ExpiresIn,
        NextAt = UnixTime.ToDateTimeOffset(entry.NextAt),
        LastAt = UnixTime.OrNone(entry.LastAt),
        DeclaredAt = UnixTime.OrNone(entry.DeclaredAt),
    };
}
