using System.Buffers.Text;
using System.Text;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>
/// The fields of one message as they are read, one after the other, into a task. What is no sound task becomes one that says so in
/// <see cref="TaskDetails.Malformed"/>.
/// </summary>
/// <param name="priority">The priority of the stream; empty to take it from the field of that name.</param>
/// <param name="entryTime">Unix milliseconds in the entry's id; 0 when there is no entry.</param>
/// <param name="entryId">The entry's id, which names a message without an id; <see langword="null"/> when there is no entry.</param>
internal struct MessageFields(string priority, long entryTime, byte[]? entryId)
{
    /// <summary>A script can pass on some 8,000 values, so an entry with more could neither be retried nor become a dead letter.</summary>
    private const int MaxFields = 3_000;

    /// <summary>More than the store adds to a message that it keeps.</summary>
    private const int OwnFields = 100;

    private string _priority = priority;
    private long _readyAt = entryTime;
    private long _enqueued = entryTime;
    private long _attempt = 1;
    private string? _id;
    private string? _name;
    private byte[]? _body;
    private string? _traceParent;
    private string? _traceMode;
    private string? _malformed;
    private int _count;
    private bool _hasRareFields;
    private RareFields _rare;

    /// <summary>The first field of an entry: task and id are its name, the body its value.</summary>
    /// <returns><see langword="false"/> for a field like any other.</returns>
    public bool TryAddHead(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var space = name.IndexOf((byte)' ');
        if (space < 0)
        {
            return false;
        }

        _count++;
        _name = TaskNames.Decode(name[..space]);
        _id = Text(name[(space + 1)..]);
        _body = value.ToArray();
        return true;
    }

    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        // What the store itself keeps has its own fields beside the message's, in any order.
        if (++_count > (entryId is null ? MaxFields + OwnFields : MaxFields))
        {
            _malformed ??= $"it has more than {MaxFields} fields";
        }
        else if (name.SequenceEqual("traceparent"u8))
        {
            _traceParent = Text(value);
        }
        else if (name.SequenceEqual("trace"u8))
        {
            _traceMode = value.SequenceEqual("link"u8) ? "link" : Text(value);
        }
        else
        {
            _hasRareFields = true;
            if (!TryAddIdentity(name, value) && !TryAddNumber(name, value) && !_rare.TryAdd(name, value))
            {
                AddOther(name, value);
            }
        }
    }

    public TaskMessage ToMessage()
    {
        _malformed ??= Missing() ?? Unusable();
        return new TaskMessage
        {
            Id = WireName.IsValid(_id) ? _id! : entryId is null ? "unknown" : $"malformed-{Text(entryId)}",
            Name = WireName.IsValid(_name) ? _name! : "unknown",
            Body = _body ?? [],
            Priority = _priority,
            Attempt = (int)Math.Clamp(_attempt, 1, int.MaxValue),
            EnqueuedAt = UnixTime.Clamp(_enqueued),
            ReadyAt = UnixTime.Clamp(_readyAt),
            TraceParent = _traceParent,
            Details = _hasRareFields || _malformed is not null
                ? _rare.ToDetails(_traceMode, _malformed)
                : TaskDetails.ForTraceMode(_traceMode),
        };
    }

    private bool TryAddIdentity(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("id"u8))
        {
            _id = Text(value);
        }
        else if (name.SequenceEqual("task"u8))
        {
            _name = TaskNames.Decode(value);
        }
        else if (name.SequenceEqual("body"u8))
        {
            _body = value.ToArray();
        }
        else if (name.SequenceEqual("priority"u8))
        {
            _priority = _priority.Length == 0 ? Text(value) : _priority;
        }
        else
        {
            // What the scripts keep beside a parked task would become part of an entry.
            return name.SequenceEqual("state"u8) || name.SequenceEqual("flags"u8);
        }

        return true;
    }

    private bool TryAddNumber(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("attempt"u8))
        {
            _attempt = Number(value, "attempt", 1);
        }
        else if (name.SequenceEqual("enqueued"u8))
        {
            _enqueued = Number(value, "enqueued", _enqueued);
        }
        else if (name.SequenceEqual("due"u8))
        {
            _rare.Due = Number(value, "due", 0);
        }
        else if (name.SequenceEqual("expires"u8))
        {
            _rare.Expires = Number(value, "expires", 0);
        }
        else if (name.SequenceEqual("limited"u8))
        {
            _rare.Limited = Number(value, "limited", 0);
        }
        else if (name.SequenceEqual("ready"u8))
        {
            // An entry's id, or what stands for it.
            _readyAt = Utf8Parser.TryParse(value, out long ready, out _) && ready is > 0 and <= UnixTime.Last ? ready : _readyAt;
        }
        else
        {
            return false;
        }

        return true;
    }

    private void AddOther(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("v"u8) && Number(value, "v", 0) is > TaskMessage.CurrentVersion and var version)
        {
            _malformed ??=
                $"its version {version} is newer than the {TaskMessage.CurrentVersion} that this worker reads: update the worker";
        }

        _rare.AddUnknown(Text(name), value.ToArray());
    }

    private long Number(ReadOnlySpan<byte> bytes, string name, long fallback)
    {
        if (Utf8Parser.TryParse(bytes, out long number, out var used) && used == bytes.Length && number >= 0)
        {
            return number;
        }

        _malformed ??= $"its field '{name}' is not a number";
        return fallback;
    }

    private readonly string? Missing() => (_id, _name, _body) switch
    {
        (null, _, _) => "it has no field 'id'",
        (_, null, _) => "it has no field 'task'",
        (_, _, null) => "it has no field 'body'",
        _ => null,
    };

    private readonly string? Unusable() =>
        !WireName.IsValid(_id) ? "its field 'id' is not a valid id"
        : !WireName.IsValid(_name) ? "its field 'task' is not a valid name"
        : _attempt is < 1 or > int.MaxValue ? "its field 'attempt' is out of range"
        : null;

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
