using System.Globalization;

namespace Streaq.Storage.InMemory;

/// <summary>The schedules of this process.</summary>
internal sealed class InMemorySchedules(InMemoryGate gate, InMemoryQueue queue, TimeProvider time) : IScheduleStore
{
    private readonly Dictionary<string, ScheduleEntry> _entries = new(StringComparer.Ordinal);
    private readonly Wakeup _changed = new(time);

    /// <summary>Whether there is a schedule. The caller holds the store's lock.</summary>
    public bool Any => _entries.Count > 0;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private IEnumerable<ScheduleEntry> InOrder =>
        _entries.Values.OrderBy(entry => entry.NextAt).ThenBy(entry => entry.Definition.Id, StringComparer.Ordinal);

    public ValueTask<long> ReadClockAsync(CancellationToken cancellationToken) => new(Now);

    public ValueTask<bool> PutAsync(ScheduleDefinition schedule, long nextAt, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            if (_entries.GetValueOrDefault(schedule.Id) is { DeclaredAt: > 0 })
            {
                return new(false);
            }

            Store(schedule, nextAt, declaredAt: 0);
            return new(true);
        }
    }

    public ValueTask DeclareAsync(ScheduleDefinition schedule, long nextAt, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            Store(schedule, nextAt, Now);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask RedeclareAsync(ScheduleDefinition schedule, long nextAt, TimeSpan unless, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            var known = _entries.GetValueOrDefault(schedule.Id);
            var stays = known is { DeclaredAt: > 0 } && Now - known.DeclaredAt < unless.TotalMilliseconds
                && !string.Equals(known.Version, schedule.Fingerprint(), StringComparison.Ordinal);
            if (!stays)
            {
                Store(schedule, nextAt, Now);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<int> PruneAsync(TimeSpan undeclaredFor, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            var old = _entries.Values
                .Where(entry => entry.DeclaredAt > 0 && Now - entry.DeclaredAt >= undeclaredFor.TotalMilliseconds)
                .ToList();
            return new(old.Count(entry => _entries.Remove(entry.Definition.Id)));
        }
    }

    public ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new(_entries.GetValueOrDefault(id) is { DeclaredAt: 0 } && _entries.Remove(id));
        }
    }

    public ValueTask<IReadOnlyList<ScheduleEntry>> ListAsync(CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new([.. InOrder]);
        }
    }

    public ValueTask<SchedulePart> PageAsync(int limit, string? continuation, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new(Page(limit, continuation));
        }
    }

    public ValueTask<ScheduleEntry?> FindAsync(string id, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new(_entries.GetValueOrDefault(id));
        }
    }

    public ValueTask<ScheduleReading> ReadAsync(
        IReadOnlyCollection<string> declared, IReadOnlyCollection<string> without, int limit, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            var now = Now;
            var entries = InOrder
                .Where(entry => entry.DeclaredAt == 0 || declared.Contains(entry.Definition.Id, StringComparer.Ordinal))
                .Where(entry => !without.Contains(entry.Definition.Id, StringComparer.Ordinal))
                .TakeWhile((entry, index) => index == 0 || entry.NextAt <= now)
                .Take(limit);
            return new(new ScheduleReading(now, [.. entries]));
        }
    }

    public ValueTask<bool> FireAsync(ScheduleFiring firing, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            var id = firing.Entry.Definition.Id;
            if (!_entries.TryGetValue(id, out var known) || known.NextAt != firing.Entry.NextAt
                || !string.Equals(known.Version, firing.Entry.Version, StringComparison.Ordinal))
            {
                return new(false);
            }

            if (firing.NextAt is { } next)
            {
                _entries[id] = known with { NextAt = next, LastAt = firing.Message is null ? known.LastAt : firing.Slot };
            }
            else
            {
                _entries.Remove(id);
            }

            if (firing.Message is { } message)
            {
                queue.Add(new NewTask(message));
                var task = queue.Tasks[message.Id];
                task.Message = task.Message with { Details = task.Message.Details with { DueAt = message.Details.DueAt } };
            }

            return new(true);
        }
    }

    public ValueTask WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => _changed.WaitAsync(longest, cancellationToken);

    private SchedulePart Page(int limit, string? continuation)
    {
        var (id, slot) = TaskListQuery.Place(continuation);
        var rest = InOrder.AsEnumerable();
        if (id.Length > 0)
        {
            // A schedule that has fired since has moved towards the end.
            var before = TaskListQuery.Number(slot);
            rest = _entries.GetValueOrDefault(id) is { } last && last.NextAt == before
                ? rest.SkipWhile(entry => !ReferenceEquals(entry, last)).Skip(1)
                : rest.SkipWhile(entry => entry.NextAt < before);
        }

        var found = rest.Take(limit + 1).ToList();
        ScheduleEntry[] part = [.. found.Take(limit)];
        return new(
            part,
            found.Count > limit ? string.Create(CultureInfo.InvariantCulture, $"{part[^1].Definition.Id}:{part[^1].NextAt}") : null,
            _entries.Count);
    }

    private void Store(ScheduleDefinition schedule, long nextAt, long declaredAt)
    {
        var version = schedule.Fingerprint();
        var known = _entries.GetValueOrDefault(schedule.Id);
        var sameSlots = known is not null
            && string.Equals(known.Definition.Expression, schedule.Expression, StringComparison.Ordinal)
            && string.Equals(known.Definition.TimeZone, schedule.TimeZone, StringComparison.Ordinal);
        _entries[schedule.Id] = new(schedule, version, sameSlots ? known!.NextAt : nextAt)
        {
            LastAt = known?.LastAt ?? 0,
            DeclaredAt = declaredAt,
        };
        // The one worker that can use this store declares schedules itself and reads them next: a signal would wake it for nothing.
        if (declaredAt == 0 && !string.Equals(known?.Version, version, StringComparison.Ordinal))
        {
            _changed.Raise();
        }
    }
}
