using System.Text;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>The fields that a plain task has none of.</summary>
internal struct RareFields
{
    private string? _root;
    private string? _parent;
    private string? _trigger;
    private string? _traceState;
    private string? _baggage;
    private string? _previous;
    private string? _previousWorker;
    private string? _after;
    private string? _afterSpans;
    private string? _afterFailed;
    private string? _abort;
    private Dictionary<string, string>? _headers;
    private List<KeyValuePair<string, ReadOnlyMemory<byte>>>? _unknown;

    public long Due { get; set; }

    public long Expires { get; set; }

    public long Limited { get; set; }

    /// <returns><see langword="false"/> when it is no field of these.</returns>
    public bool TryAdd(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.StartsWith("h:"u8))
        {
            _headers ??= new(StringComparer.OrdinalIgnoreCase);
            _headers[Text(name[RedisMessage.HeaderPrefix.Length..])] = Text(value);
            return true;
        }

        return TryAddTrace(name, value) || TryAddOrigin(name, value) || TryAddDependency(name, value);
    }

    public void AddUnknown(string name, byte[] value) => (_unknown ??= []).Add(new(name, value));

    public readonly TaskDetails ToDetails(string? traceMode, string? malformed) => new TaskDetails
    {
        DueAt = Due,
        ExpiresAt = Expires,
        LimitedAt = Limited,
        RootId = _root,
        ParentId = _parent,
        Trigger = _trigger,
        TraceMode = traceMode,
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
        Malformed = malformed,
        UnknownFields = _unknown,
    }.OrNone();

    private bool TryAddTrace(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("tracestate"u8))
        {
            _traceState = Text(value);
        }
        else if (name.SequenceEqual("baggage"u8))
        {
            _baggage = Text(value);
        }
        else if (name.SequenceEqual("prev"u8))
        {
            _previous = Text(value);
        }
        else if (name.SequenceEqual("prev_worker"u8))
        {
            _previousWorker = NameOrNone(value) ?? "unknown";
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool TryAddOrigin(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("root"u8))
        {
            _root = NameOrNone(value);
        }
        else if (name.SequenceEqual("parent"u8))
        {
            _parent = NameOrNone(value);
        }
        else if (name.SequenceEqual("trigger"u8))
        {
            _trigger = NameOrNone(value);
        }
        else if (name.SequenceEqual("abort"u8))
        {
            _abort = Text(value);
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool TryAddDependency(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("after"u8))
        {
            _after = Text(value);
        }
        else if (name.SequenceEqual("after_spans"u8))
        {
            _afterSpans = Text(value);
        }
        else if (name.SequenceEqual("after_failed"u8))
        {
            _afterFailed = Text(value);
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>What stands on spans and in logs; what no store wrote is left out.</summary>
    private static string? NameOrNone(ReadOnlySpan<byte> bytes) => Text(bytes) is var text && WireName.IsValid(text) ? text : null;

    private static string[] Words(string? text) => text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
