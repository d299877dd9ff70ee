using System.Text.Json.Serialization;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Client;

/// <summary>A new task between the two steps of its enqueue. Times are in milliseconds, dates in milliseconds since 1970.</summary>
internal sealed record DeferredRecord
{
    public const int Version = 1;

    public int V { get; init; }

    public required string Id { get; init; }

    public required string Task { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required ReadOnlyMemory<byte> Body { get; init; }

    public required string Priority { get; init; }

    /// <summary>When the message was made, by the clock of that process.</summary>
    public long Made { get; init; }

    public long? Delay { get; init; }

    public long? At { get; init; }

    public long? ExpiresIn { get; init; }

    public string? Deduplication { get; init; }

    public string? TraceParent { get; init; }

    public string? TraceState { get; init; }

    public string? Baggage { get; init; }

    public string? TraceMode { get; init; }

    public string? Parent { get; init; }

    public string? Root { get; init; }

    public string? Trigger { get; init; }

    public Dictionary<string, string>? Headers { get; init; }

    public Dictionary<string, string>? Context { get; init; }

    public string[]? After { get; init; }

    public bool Strict { get; init; }

    public bool ChosenId { get; init; }

    public string? TakesResultOf { get; init; }

    public string? AnyOutcomeOf { get; init; }

    public string? Group { get; init; }

    public Dictionary<string, byte[]>? Fields { get; init; }

    public static DeferredRecord From(NewTask task, DateTimeOffset now)
    {
        var (message, details) = (task.Message, task.Message.Details);
        return new DeferredRecord
        {
            V = Version,
            Id = message.Id,
            Task = message.Name,
            Body = message.Body,
            Priority = message.Priority,
            Made = now.ToUnixTimeMilliseconds(),
            Delay = (long?)task.Delay?.TotalMilliseconds,
            At = task.DueAt,
            ExpiresIn = (long?)task.ExpiresIn?.TotalMilliseconds,
            Deduplication = task.DeduplicationKey,
            TraceParent = message.TraceParent,
            TraceState = details.TraceState,
            Baggage = details.Baggage,
            TraceMode = details.TraceMode,
            Parent = details.ParentId,
            Root = details.RootId,
            Trigger = details.Trigger,
            Headers = Copy(details.Headers),
            Context = Copy(details.ContextFields),
            After = details.Dependencies is { } after ? [.. after.Ids] : null,
            Strict = details.Dependencies?.IsStrict ?? false,
            ChosenId = details.Dependencies?.HasChosenId ?? false,
            TakesResultOf = details.Dependencies?.TakesResultOf,
            AnyOutcomeOf = details.Dependencies?.AnyOutcomeOf,
            Group = details.GroupId,
            Fields = details.UnknownFields?.ToDictionary(field => field.Key, field => field.Value.ToArray(), StringComparer.Ordinal),
        };
    }

    /// <exception cref="FormatException">The record is not a task of this version.</exception>
    public DeferredRecord Checked() =>
        V == Version && WireName.IsValid(Id) && WireName.IsValid(Task)
            ? this
            : throw new FormatException(
                $"A deferred message is of version {V}, or names no task; this process reads version {Version}: update it.");

    /// <summary>How long ago the message was made, as far as the clocks of two processes agree.</summary>
    public TimeSpan AgeAt(DateTimeOffset now) => TimeSpan.FromMilliseconds(Math.Max(0, now.ToUnixTimeMilliseconds() - Made));

    /// <summary>Returns the task to enqueue. The age of the message is subtracted from its delay and its expiry.</summary>
    public NewTask ToNewTask(DateTimeOffset now)
    {
        var age = AgeAt(now);
        return new NewTask(new TaskMessage
        {
            Id = Id,
            Name = Task,
            Body = Body,
            Priority = Priority,
            TraceParent = TraceParent,
            Details = ToDetails().OrNone(),
        })
        {
            Delay = Delay is { } delay ? Rest(delay, age, TimeSpan.Zero) : null,
            At = At is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
            // A task that is too late is enqueued all the same, and ends in the queue as expired.
            ExpiresIn = ExpiresIn is { } expires ? Rest(expires, age, TimeSpan.FromMilliseconds(1)) : null,
            DeduplicationKey = Deduplication,
        };
    }

    private TaskDetails ToDetails() => new()
    {
        TraceState = TraceState,
        Baggage = Baggage,
        TraceMode = TraceMode,
        ParentId = Parent,
        RootId = Root,
        Trigger = Trigger,
        Headers = Copy(Headers),
        ContextFields = Copy(Context),
        Dependencies = After is null
            ? null
            : new TaskDependencies(After)
            {
                IsStrict = Strict,
                HasChosenId = ChosenId,
                TakesResultOf = TakesResultOf,
                AnyOutcomeOf = AnyOutcomeOf,
            },
        GroupId = Group,
        UnknownFields = Fields is null
            ? null
            : [.. Fields.Select(static field => new KeyValuePair<string, ReadOnlyMemory<byte>>(field.Key, field.Value))],
    };

    private static TimeSpan Rest(long milliseconds, TimeSpan age, TimeSpan least) =>
        TimeSpan.FromMilliseconds(milliseconds) - age is var rest && rest > least ? rest : least;

    private static Dictionary<string, string>? Copy(IReadOnlyDictionary<string, string>? from) =>
        from is null ? null : new(from, StringComparer.OrdinalIgnoreCase);
}
