using Microsoft.Extensions.Logging;
using Streaq.Schedules;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Maintenance;

/// <summary>
/// Fires schedules when their slots come: the dynamic ones, and those declared here, unless the store has another declaration of them.
/// Sleeps until the next slot, or until a schedule is put.
/// </summary>
internal sealed class FireSchedules(
    IReadOnlyList<ScheduleDefinition> declared, CronTelemetry telemetry, TimeProvider time, ILogger logger) : IMaintenanceDuty
{
    private const int Batch = 200;

    /// <summary>A schedule that can't be fired is logged once. This is the maximum number of such log entries.</summary>
    private const int MaxReported = 1_000;

    /// <summary>The longest sleep before a slot, so that clocks that drift apart meanwhile do not make it late.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly DeclareSchedules _declarations = new(declared, time);
    private readonly Dictionary<string, (string Version, ScheduleDefinition Definition)> _own =
        declared.ToDictionary(schedule => schedule.Id, schedule => (schedule.Fingerprint(), schedule), StringComparer.Ordinal);
    private readonly HashSet<(string Id, string Version)> _reported = [];
    private readonly HashSet<(string Id, string Version, long NextAt)> _tried = [];
    private TimeSpan _next;

    /// <summary>When the next slot comes, as the last run found it; <see langword="null"/> when there is none.</summary>
    public TimeSpan? NextSlotIn { get; private set; }

    /// <summary>Protects the bodies of schedules and tasks; <see langword="null"/>: they are not protected.</summary>
    public PayloadCodec? Codec { get; init; }

    public async Task RunOnceAsync(ITaskStore store, CancellationToken cancellationToken)
    {
        await _declarations.RunAsync(store.Schedules, cancellationToken).ConfigureAwait(false);
        var without = new List<string>();
        _tried.Clear();
        do
        {
            var reading = await store.Schedules.ReadAsync(_own.Keys, without, Batch, cancellationToken).ConfigureAwait(false);
            _next = await FireAsync(store.Schedules, reading, without, cancellationToken).ConfigureAwait(false);
        }
        while (_next == TimeSpan.Zero);
    }

    public Task WaitAsync(ITaskStore store, CancellationToken cancellationToken) =>
        store.Schedules.WaitAsync(_next, cancellationToken).AsTask();

    /// <summary>Fires the schedules that are due, all concurrently.</summary>
    /// <returns>How long to sleep; zero to read on.</returns>
    private async Task<TimeSpan> FireAsync(
        IScheduleStore store, ScheduleReading reading, List<string> without, CancellationToken cancellationToken)
    {
        if (reading.Entries.Count == 0)
        {
            NextSlotIn = null;
            // Without any schedule the loop sleeps until one is put, and sends the queue no commands.
            return _own.Count > 0 ? Longest : Timeout.InfiniteTimeSpan;
        }

        var calls = new List<Task>();
        foreach (var read in reading.Entries)
        {
            // This worker trusts its own declaration, and not the copy in Redis.
            var entry = _own.TryGetValue(read.Definition.Id, out var own) ? read with { Definition = own.Definition } : read;
            if (Find(entry) is not { } timetable)
            {
                without.Add(entry.Definition.Id);
            }
            else if (entry.NextAt <= reading.Now && !_tried.Add((entry.Definition.Id, entry.Version, entry.NextAt)))
            {
                // It was fired and has not changed in the store: its slot or version there can't be compared.
                Report(entry, "its slot or its version in the store can't be read");
                without.Add(entry.Definition.Id);
            }
            else if (entry.NextAt <= reading.Now)
            {
                calls.Add(FireAsync(store, entry, timetable, reading.Now, cancellationToken));
            }
            else if (calls.Count == 0)
            {
                var wait = TimeSpan.FromMilliseconds(entry.NextAt - reading.Now);
                NextSlotIn = wait;
                return wait < Longest ? wait : Longest;
            }
        }

        await Task.WhenAll(calls).ConfigureAwait(false);
        return TimeSpan.Zero;
    }

    /// <returns><see langword="null"/> when this worker does not fire it.</returns>
    private Timetable? Find(ScheduleEntry entry)
    {
        var schedule = entry.Definition;
        if (_own.TryGetValue(schedule.Id, out var own) && !string.Equals(own.Version, entry.Version, StringComparison.Ordinal))
        {
            // A worker that started later declares it differently.
            return null;
        }

        try
        {
            WireName.ThrowIfInvalid(schedule.Id, nameof(entry), "The id of a schedule");
            WireName.ThrowIfInvalid(schedule.TaskName, nameof(entry), "The name of a task");
            WireName.ThrowIfInvalid(schedule.Priority, nameof(entry), "The name of a priority");
            Open(schedule);
            return Timetable.Parse(schedule.Expression, schedule.TimeZone);
        }
        catch (Exception e) when (e is ArgumentException or PayloadRefusedException)
        {
            // Written by a newer version, or for a time zone that this machine does not know; other workers may fire it.
            Report(entry, e.Message);
            return null;
        }
    }

    private void Report(ScheduleEntry entry, string reason)
    {
        if (_reported.Count < MaxReported && _reported.Add((entry.Definition.Id, entry.Version)))
        {
            logger.CronUnreadable(
                WireName.ForLog(entry.Definition.Id), WireName.ForLog(entry.Definition.TaskName), WireName.ForLog(reason));
        }
    }

    private async Task FireAsync(
        IScheduleStore store, ScheduleEntry entry, Timetable timetable, long now, CancellationToken cancellationToken)
    {
        var schedule = entry.Definition;
        var firing = new CronFiring(timetable.LatestUpTo(now, entry.NextAt), schedule.Expression);
        var next = timetable.NextAfter(now);
        var delay = TimeSpan.FromMilliseconds(now - firing.Slot);
        if (delay > schedule.MaxDrift)
        {
            if (await store.FireAsync(new(entry, firing.Slot, next, Message: null), cancellationToken).ConfigureAwait(false))
            {
                telemetry.Drop(schedule, firing);
                logger.CronDropped(schedule.Id, CronTelemetry.Time(firing.Slot), schedule.TaskName, delay.TotalSeconds);
            }

            return;
        }

        var message = FiredTask.Message(schedule, firing, now);
        var span = telemetry.Start(message, schedule.PutBy);
        var began = time.GetTimestamp();
        try
        {
            var fired = await store.FireAsync(
                new(entry, firing.Slot, next, Seal(schedule, telemetry.Carry(message, span.Activity))),
                cancellationToken).ConfigureAwait(false);
            if (fired)
            {
                telemetry.Fired(span, message, delay.TotalSeconds, time.GetElapsedTime(began).TotalSeconds);
                logger.Enqueued(message.Name, message.Id, telemetry.Queue, message.Priority);
            }
            else
            {
                span.Withdraw();
            }
        }
        catch (Exception e)
        {
            telemetry.Failed(span, message, time.GetElapsedTime(began).TotalSeconds, e);
            throw;
        }
    }

    private ReadOnlyMemory<byte> Open(ScheduleDefinition schedule) => FiredTask.Open(schedule, _own.ContainsKey(schedule.Id), Codec);

    private TaskMessage Seal(ScheduleDefinition schedule, TaskMessage message) =>
        Codec is null ? message : FiredTask.Seal(message, Open(schedule), Codec);
}
