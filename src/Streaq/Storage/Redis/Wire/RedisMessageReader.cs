using System.Buffers.Text;
using System.Text;
using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>Reads the fields of a message, whatever they are: what makes no sound task is told in <see cref="TaskDetails.Malformed"/>.</summary>
internal static class RedisMessageReader
{
    /// <summary>A script can pass on some 8,000 values, so an entry with more could neither be retried nor become a dead letter.</summary>
    private const int MaxFields = 3_000;

    /// <summary>More than the store adds to a message that it keeps.</summary>
    private const int OwnFields = 100;

    /// <summary>Reads an entry, whose first field names the task and its id, or a hash, which has a field for each.</summary>
    /// <param name="fields">Names and values in turn; <see langword="null"/> when the entry has none.</param>
    /// <param name="priority">The priority of the stream; empty to take it from the field of that name.</param>
    /// <param name="entryTime">Unix milliseconds in the entry's id; 0 when there is no entry.</param>
    /// <param name="entryId">The entry's id, after which a message without an id of its own is called; <see langword="null"/> when there is no entry.</param>
    public static TaskMessage Read(RedisResult[]? fields, string priority, long entryTime, byte[]? entryId)
    {
        string? id = null, name = null, traceParent = null, traceState = null, baggage = null, malformed = null;
        string? abort = null, root = null, parent = null, trigger = null, trace = null, previous = null, previousWorker = null;
        string? after = null, afterSpans = null, afterFailed = null;
        byte[]? body = null;
        long attempt = 1, enqueued = entryTime, due = 0, expires = 0, limited = 0;
        Dictionary<string, string>? headers = null;
        List<KeyValuePair<string, ReadOnlyMemory<byte>>>? unknown = null;

        var count = (fields?.Length ?? 0) / 2;
        // What the store itself keeps has its own fields beside the message's, in any order.
        var most = entryId is null ? MaxFields + OwnFields : MaxFields;
        if (count > most)
        {
            malformed = $"it has more than {MaxFields} fields";
            count = most;
        }

        var (first, isPlain) = (0, true);
        if (count > 0 && fields![0] is var head && ((byte[]?)head).AsSpan().IndexOf((byte)' ') is >= 0 and var space)
        {
            name = TaskNames.Decode(((byte[])head!).AsSpan(0, space));
            id = Text(((byte[])head!).AsSpan(space + 1));
            body = (byte[]?)fields[1] ?? [];
            first = 2;
        }

        for (var i = first; i < 2 * count; i += 2)
        {
            var key = (byte[]?)fields![i] ?? [];
            var value = (byte[]?)fields[i + 1] ?? [];
            if (key.AsSpan().SequenceEqual("traceparent"u8))
            {
                traceParent = Text(value);
                continue;
            }

            if (key.AsSpan().SequenceEqual("trace"u8))
            {
                trace = value.AsSpan().SequenceEqual("link"u8) ? "link" : Text(value);
                continue;
            }

            isPlain = false;
            switch (key)
            {
                case var _ when key.AsSpan().SequenceEqual("id"u8): id = Text(value); break;
                case var _ when key.AsSpan().SequenceEqual("task"u8): name = TaskNames.Decode(value); break;
                case var _ when key.AsSpan().SequenceEqual("body"u8): body = value; break;
                case var _ when key.AsSpan().SequenceEqual("tracestate"u8): traceState = Text(value); break;
                case var _ when key.AsSpan().SequenceEqual("baggage"u8): baggage = Text(value); break;
                case var _ when key.AsSpan().SequenceEqual("root"u8): root = NameOrNone(value); break;
                case var _ when key.AsSpan().SequenceEqual("parent"u8): parent = NameOrNone(value); break;
                case var _ when key.AsSpan().SequenceEqual("trigger"u8): trigger = NameOrNone(value); break;
                case var _ when key.AsSpan().SequenceEqual("prev"u8): previous = Text(value); break;
                case var _ when key.AsSpan().SequenceEqual("prev_worker"u8): previousWorker = NameOrNone(value) ?? "unknown"; break;
                case var _ when key.AsSpan().SequenceEqual("after"u8): after = Text(value); break;
                case var _ when key.AsSpan().SequenceEqual("after_spans"u8): afterSpans = Text(value); break;
                case var _ when key.AsSpan().SequenceEqual("after_failed"u8): afterFailed = Text(value); break;
                case var _ when key.AsSpan().SequenceEqual("abort"u8): abort = Text(value); break;
                case var _ when key.AsSpan().SequenceEqual("priority"u8): priority = priority.Length == 0 ? Text(value) : priority; break;
                case var _ when key.AsSpan().SequenceEqual("state"u8) || key.AsSpan().SequenceEqual("flags"u8):
                    // What the scripts keep beside a parked task; in an entry they would become part of that.
                    break;
                case var _ when key.AsSpan().SequenceEqual("attempt"u8): attempt = Number(value, "attempt", 1, ref malformed); break;
                case var _ when key.AsSpan().SequenceEqual("enqueued"u8): enqueued = Number(value, "enqueued", enqueued, ref malformed); break;
                case var _ when key.AsSpan().SequenceEqual("due"u8): due = Number(value, "due", 0, ref malformed); break;
                case var _ when key.AsSpan().SequenceEqual("expires"u8): expires = Number(value, "expires", 0, ref malformed); break;
                case var _ when key.AsSpan().SequenceEqual("ready"u8):
                    // An entry's id, or what stands for it.
                    entryTime = Utf8Parser.TryParse(value, out long ready, out var _) && ready is > 0 and <= UnixTime.Last ? ready : entryTime;
                    break;
                case var _ when key.AsSpan().SequenceEqual("limited"u8): limited = Number(value, "limited", 0, ref malformed); break;
                case var _ when key.AsSpan().SequenceEqual("v"u8):
                    CheckVersion(value, ref malformed);
                    (unknown ??= []).Add(new("v", value));
                    break;
                case var _ when key.AsSpan().StartsWith("h:"u8):
                    (headers ??= new(StringComparer.OrdinalIgnoreCase))[Text(key.AsSpan(RedisMessage.HeaderPrefix.Length))] = Text(value);
                    break;
                default:
                    (unknown ??= []).Add(new(Text(key), value));
                    break;
            }
        }

        malformed ??= Missing(id, name, body) ?? Unusable(id!, name!, attempt);
        return new TaskMessage
        {
            Id = WireName.IsValid(id) ? id! : entryId is null ? "unknown" : $"malformed-{Text(entryId)}",
            Name = WireName.IsValid(name) ? name! : "unknown",
            Body = body ?? [],
            Priority = priority,
            Attempt = (int)Math.Clamp(attempt, 1, int.MaxValue),
            EnqueuedAt = UnixTime.Clamp(enqueued),
            ReadyAt = UnixTime.Clamp(entryTime),
            TraceParent = traceParent,
            Details = isPlain && malformed is null ? TaskDetails.ForTraceMode(trace) : new TaskDetails
            {
                DueAt = due,
                ExpiresAt = expires,
                LimitedAt = limited,
                RootId = root,
                ParentId = parent,
                Trigger = trigger,
                TraceMode = trace,
                TraceState = traceState,
                Baggage = baggage,
                PreviousTraceParent = previous,
                PreviousWorker = previousWorker,
                AbortedBy = abort,
                Dependencies = after is null ? null : new TaskDependencies(Names(after))
                {
                    Spans = Words(afterSpans),
                    Failed = TaskDependencies.ParseFailed(afterFailed),
                },
                Headers = headers,
                Malformed = malformed,
                UnknownFields = unknown,
            }.OrNone(),
        };
    }

    /// <summary>What stands on spans and in logs; what no store wrote is left out.</summary>
    private static string? NameOrNone(ReadOnlySpan<byte> bytes) => Text(bytes) is var text && WireName.IsValid(text) ? text : null;

    private static string[] Names(string? text) => [.. Words(text).Where(WireName.IsValid)];

    private static string[] Words(string? text) => text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static long Number(ReadOnlySpan<byte> bytes, string name, long fallback, ref string? malformed)
    {
        if (Utf8Parser.TryParse(bytes, out long number, out var used) && used == bytes.Length && number >= 0)
        {
            return number;
        }

        malformed ??= $"its field '{name}' is not a number";
        return fallback;
    }

    private static void CheckVersion(ReadOnlySpan<byte> value, ref string? malformed)
    {
        var version = Number(value, "v", 0, ref malformed);
        if (version > TaskMessage.CurrentVersion)
        {
            malformed ??= $"its version {version} is newer than the {TaskMessage.CurrentVersion} that this worker reads: update the worker";
        }
    }

    private static string? Missing(string? id, string? name, byte[]? body) =>
        id is null ? "it has no field 'id'" : name is null ? "it has no field 'task'" : body is null ? "it has no field 'body'" : null;

    private static string? Unusable(string id, string name, long attempt) =>
        !WireName.IsValid(id) ? "its field 'id' is not a valid id"
        : !WireName.IsValid(name) ? "its field 'task' is not a valid name"
        : attempt is < 1 or > int.MaxValue ? "its field 'attempt' is out of range"
        : null;
}
