using System.Buffers.Text;
using System.Text;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>
/// Reads the fields of one message, one after the other, into a task. A malformed message becomes a task with the reason in
/// <see cref="TaskDetails.Malformed"/>.
/// </summary>
/// <param name="priority">The priority of the stream; empty to take it from the field of that name.</param>
/// <param name="entryTime">Unix milliseconds in the entry's id; 0 when there is no entry.</param>
/// <param name="entryId">The entry's id, which names a message without an id; <see langword="null"/> when there is no entry.</param>
internal struct MessageFields(string priority, long entryTime, byte[]? entryId)
{
    /// <summary>A script can pass on some 8,000 values, so an entry with more could neither be retried nor become a dead letter.</summary>
    private const int MaxFields = 3_000;

    /// <summary>More fields than the store adds to a message that it keeps.</summary>
    private const int OwnFields = 100;

    private string _priority = priority;
    private long _readyAt = entryTime;
    private long _enqueued = entryTime;
    private long _attempt = 1;
    private string? _id;
    private string? _name;
    private byte[]? _body;
    private CarriedContext? _creation;
    private string? _traceMode;
    private string? _malformed;
    private int _count;

    /// <summary>Whether any of the following fields was read. A plain task has none of them.</summary>
    private bool _hasDetails;
    private long _due;
    private long _expires;
    private long _limited;
    private string? _root;
    private string? _parent;
    private string? _trigger;
    private string? _group;
    private string? _traceState;
    private string? _baggage;
    private string? _previous;
    private string? _previousWorker;
    private string? _after;
    private string? _afterSpans;
    private string? _afterFailed;
    private string? _abort;
    private Dictionary<string, string>? _headers;
    private Dictionary<string, string>? _contextFields;
    private List<KeyValuePair<string, ReadOnlyMemory<byte>>>? _unknown;

    /// <summary>Adds the next field. The first one of an entry is special: task and id are its name, the body its value.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (_count++ == 0 && name.IndexOf((byte)' ') is >= 0 and var space)
        {
            (_name, _id, _body) = (TaskNames.Decode(name[..space]), Text(name[(space + 1)..]), value.ToArray());
        }
        else if (_count > (entryId is null ? MaxFields + OwnFields : MaxFields))
        {
            // Messages that the store keeps, such as dead letters, have fields of the store as well, in any order.
            _malformed ??= $"it has more than {MaxFields} fields";
        }
        else if (name.SequenceEqual("traceparent"u8))
        {
            _creation = CarriedContext.Read(value);
        }
        else if (name.SequenceEqual("trace"u8))
        {
            _traceMode = value.SequenceEqual("link"u8) ? "link" : Text(value);
        }
        else
        {
            _hasDetails = true;
            AddDetail(name, value);
        }
    }

    public TaskMessage ToMessage()
    {
        _malformed ??= Fault();
        return new TaskMessage
        {
            Id = WireName.IsValid(_id) ? _id! : entryId is null ? "unknown" : $"malformed-{Text(entryId)}",
            Name = WireName.IsValid(_name) ? _name! : "unknown",
            Body = _body ?? [],
            Priority = _priority,
            Attempt = (int)Math.Clamp(_attempt, 1, int.MaxValue),
            EnqueuedAt = UnixTime.Clamp(_enqueued),
            ReadyAt = UnixTime.Clamp(_readyAt),
            Creation = _creation,
            Details = _hasDetails || _malformed is not null ? ToDetails() : TaskDetails.ForTraceMode(_traceMode),
        };
    }

    private void AddDetail(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        // None of these names is longer.
        Span<char> text = stackalloc char[12];
        switch (name.Length <= text.Length ? text[..Encoding.Latin1.GetChars(name, text)] : default)
        {
            case "id": _id = Text(value); break;
            case "task": _name = TaskNames.Decode(value); break;
            case "body": _body = value.ToArray(); break;
            case "priority": _priority = _priority.Length == 0 ? Text(value) : _priority; break;
            // The scripts keep these beside a parked task. They must not become fields of an entry.
            case "state" or "flags": break;
            case "attempt": _attempt = Number(value, "attempt", 1); break;
            case "enqueued": _enqueued = Number(value, "enqueued", _enqueued); break;
            case "due": _due = Number(value, "due", 0); break;
            case "expires": _expires = Number(value, "expires", 0); break;
            case "limited": _limited = Number(value, "limited", 0); break;
            case "ready": _readyAt = TimeOf(value) ?? _readyAt; break;
            case "root": _root = NameOrNone(value); break;
            case "parent": _parent = NameOrNone(value); break;
            case "trigger": _trigger = NameOrNone(value); break;
            case "group": _group = NameOrNone(value); break;
            case "abort": _abort = Text(value); break;
            case "tracestate": _traceState = Text(value); break;
            case "baggage": _baggage = Text(value); break;
            case "prev": _previous = Text(value); break;
            case "prev_worker": _previousWorker = NameOrNone(value) ?? "unknown"; break;
            case "after": _after = Text(value); break;
            case "after_spans": _afterSpans = Text(value); break;
            case "after_failed": _afterFailed = Text(value); break;
            default: AddOther(name, value); break;
        }
    }

    private void AddOther(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.StartsWith("h:"u8))
        {
            (_headers ??= new(StringComparer.OrdinalIgnoreCase))[Text(name[RedisMessage.HeaderPrefix.Length..])] = Text(value);
            return;
        }

        if (name.StartsWith("c:"u8))
        {
            (_contextFields ??= new(StringComparer.OrdinalIgnoreCase))[Text(name[RedisMessage.ContextPrefix.Length..])] = Text(value);
            return;
        }

        if (name.SequenceEqual("v"u8) && Number(value, "v", 0) is > TaskMessage.CurrentVersion and var version)
        {
            _malformed ??= $"its version {version} is newer than the {TaskMessage.CurrentVersion} that this worker reads: update it";
        }

        (_unknown ??= []).Add(new(Text(name), value.ToArray()));
    }

    private readonly TaskDetails ToDetails() => new TaskDetails
    {
        DueAt = _due,
        ExpiresAt = _expires,
        LimitedAt = _limited,
        RootId = _root,
        ParentId = _parent,
        Trigger = _trigger,
        GroupId = _group,
        TraceMode = _traceMode,
        TraceState = _traceState,
        Baggage = _baggage,
        PreviousTraceParent = _previous,
        PreviousWorker = _previousWorker,
        AbortedBy = _abort,
        Dependencies = _after is null ? null : new TaskDependencies([.. Words(_after).Where(WireName.IsValid)])
        {
            Spans = Words(_afterSpans),
            Failed = TaskDependencies.ParseFailed(_afterFailed),
        },
        Headers = _headers,
        ContextFields = _contextFields,
        Malformed = _malformed,
        UnknownFields = _unknown,
    }.OrNone();

    private long Number(ReadOnlySpan<byte> bytes, string name, long fallback)
    {
        if (Utf8Parser.TryParse(bytes, out long number, out var used) && used == bytes.Length && number >= 0)
        {
            return number;
        }

        _malformed ??= $"its field '{name}' is not a number";
        return fallback;
    }

    private readonly string? Fault() =>
        _id is null ? "it has no field 'id'"
        : _name is null ? "it has no field 'task'"
        : _body is null ? "it has no field 'body'"
        : !WireName.IsValid(_id) ? "its field 'id' is not a valid id"
        : !WireName.IsValid(_name) ? "its field 'task' is not a valid name"
        : _attempt is < 1 or > int.MaxValue ? "its field 'attempt' is out of range"
        : null;

    /// <summary>Reads the time from an entry's id, or from a text that stands for one; <see langword="null"/> when it is invalid.</summary>
    private static long? TimeOf(ReadOnlySpan<byte> entry) =>
        Utf8Parser.TryParse(entry, out long time, out _) && time is > 0 and <= UnixTime.Last ? time : null;

    /// <summary>Reads a name for spans and logs. A text that no store wrote is left out.</summary>
    private static string? NameOrNone(ReadOnlySpan<byte> bytes) => Text(bytes) is var text && WireName.IsValid(text) ? text : null;

    private static string[] Words(string? text) => text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
