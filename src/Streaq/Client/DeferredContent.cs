using System.Text.Json.Serialization;
using Streaq.Storage;

namespace Streaq.Client;

/// <summary>A deferred message that is not a single task. Exactly one of its parts is set.</summary>
internal sealed record DeferredContent
{
    /// <summary>Differs from that of <see cref="DeferredRecord"/>, so that a release that knows only tasks refuses it.</summary>
    public const int Version = 2;

    public int V { get; init; }

    public DeferredRecord[]? Pipeline { get; init; }

    public DeferredGroupRecord? Group { get; init; }

    public DeferredSchedule? Schedule { get; init; }

    /// <summary>The id of the schedule to end.</summary>
    public string? Unschedule { get; init; }
}

/// <summary>A group between the two steps of its enqueue.</summary>
internal sealed record DeferredGroupRecord
{
    public required string Id { get; init; }

    /// <summary>In milliseconds; <see langword="null"/>: for ever.</summary>
    public long? Ttl { get; init; }

    public long Made { get; init; }

    public DeferredRecord? Finished { get; init; }

    public DeferredRecord? Succeeded { get; init; }

    public required DeferredRecord[] Tasks { get; init; }

    public static DeferredGroupRecord From(PreparedGroup group, DateTimeOffset now) => new()
    {
        Id = group.Group.Id,
        Ttl = (long?)group.Group.Ttl?.TotalMilliseconds,
        Made = now.ToUnixTimeMilliseconds(),
        Finished = group.Finished is { } finished ? DeferredRecord.From(finished, now) : null,
        Succeeded = group.Succeeded is { } succeeded ? DeferredRecord.From(succeeded, now) : null,
        Tasks = [.. group.Tasks.Select(task => DeferredRecord.From(task, now))],
    };

    public PreparedGroup ToPrepared(DateTimeOffset now) => new(
        new NewGroup(Id, Tasks.Length, Ttl is { } ttl ? TimeSpan.FromMilliseconds(ttl) : null),
        Finished?.Checked().ToNewTask(now),
        Succeeded?.Checked().ToNewTask(now),
        [.. Tasks.Select(task => task.Checked().ToNewTask(now))]);

    public TimeSpan AgeAt(DateTimeOffset now) => TimeSpan.FromMilliseconds(Math.Max(0, now.ToUnixTimeMilliseconds() - Made));
}

/// <summary>A schedule between the two steps of its enqueue. Times are in milliseconds.</summary>
internal sealed record DeferredSchedule
{
    public required string Id { get; init; }

    public required string Expression { get; init; }

    public string? TimeZone { get; init; }

    public long? MaxDrift { get; init; }

    public long? ExpiresIn { get; init; }

    public required string Task { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required ReadOnlyMemory<byte> Body { get; init; }

    public required string Priority { get; init; }

    public string? TraceMode { get; init; }

    public Dictionary<string, string>? Headers { get; init; }

    public string? PutBy { get; init; }

    public static DeferredSchedule From(ScheduleDefinition schedule) => new()
    {
        Id = schedule.Id,
        Expression = schedule.Expression,
        TimeZone = schedule.TimeZone,
        MaxDrift = (long?)schedule.MaxDrift?.TotalMilliseconds,
        ExpiresIn = (long?)schedule.ExpiresIn?.TotalMilliseconds,
        Task = schedule.TaskName,
        Body = schedule.Body,
        Priority = schedule.Priority,
        TraceMode = schedule.TraceMode,
        Headers = schedule.Headers is { } headers ? new(headers, StringComparer.OrdinalIgnoreCase) : null,
        PutBy = schedule.PutBy,
    };

    public ScheduleDefinition ToDefinition() => new()
    {
        Id = Id,
        Expression = Expression,
        TimeZone = TimeZone,
        MaxDrift = MaxDrift is { } drift ? TimeSpan.FromMilliseconds(drift) : null,
        ExpiresIn = ExpiresIn is { } expires ? TimeSpan.FromMilliseconds(expires) : null,
        TaskName = Task,
        Body = Body,
        Priority = Priority,
        TraceMode = TraceMode,
        Headers = Headers,
        PutBy = PutBy,
    };
}
