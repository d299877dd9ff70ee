using System.Runtime.InteropServices;
using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>Writes a message as names and values: the fields of a stream entry, of a parked task's hash, or of a dead letter.</summary>
internal static class RedisMessage
{
    /// <summary>The prefix of fields with the application's headers.</summary>
    public const string HeaderPrefix = "h:";

    /// <summary>The prefix of fields with a trace context in another format than W3C's.</summary>
    public const string ContextPrefix = "c:";

    private static readonly RedisValue TraceParent = "traceparent"u8.ToArray();

    /// <summary>Writes a message as a stream entry: task and id are the first field's name, the body its value; then the rest.</summary>
    public static void WriteEntry(TaskMessage message, List<RedisValue> into)
    {
        into.Add($"{message.Name} {message.Id}");
        into.Add(Bytes(message.Body));
        WriteRest(message, into);
    }

    /// <summary>Writes a message as the fields of a hash: of a parked task, or of a dead letter.</summary>
    public static void WriteHash(TaskMessage message, List<RedisValue> into)
    {
        into.Add("id");
        into.Add(message.Id);
        into.Add("task");
        into.Add(message.Name);
        into.Add("body");
        into.Add(Bytes(message.Body));
        into.Add("priority");
        into.Add(message.Priority);
        WriteRest(message, into);
    }

    /// <summary>Writes the fields other than task, id, body and priority. Fields with their default value are left out.</summary>
    public static void WriteRest(TaskMessage message, List<RedisValue> into)
    {
        if (message.Creation is { } creation)
        {
            into.Add(TraceParent);
            into.Add(creation.ToUtf8());
        }

        AddNumber(into, "attempt", message.Attempt, absent: 1);
        AddNumber(into, "enqueued", message.EnqueuedAt);
        if (ReferenceEquals(message.Details, TaskDetails.None))
        {
            return;
        }

        AddText(into, "tracestate", message.Details.TraceState);
        AddText(into, "baggage", message.Details.Baggage);
        AddText(into, "root", message.Details.RootId);
        AddText(into, "parent", message.Details.ParentId);
        AddText(into, "trigger", message.Details.Trigger);
        AddText(into, "trace", message.Details.TraceMode);
        AddText(into, "prev", message.Details.PreviousTraceParent);
        AddText(into, "prev_worker", message.Details.PreviousWorker);
        AddText(into, "group", message.Details.GroupId);
        AddText(into, "abort", message.Details.AbortedBy);
        AddNumber(into, "due", message.Details.DueAt);
        AddNumber(into, "expires", message.Details.ExpiresAt);
        if (message.Details.Dependencies is { } dependencies)
        {
            WriteDependencies(dependencies, into);
        }

        if (message.Details.Headers is { } headers)
        {
            foreach (var (name, value) in headers)
            {
                AddText(into, HeaderPrefix + name, value);
            }
        }

        if (message.Details.ContextFields is { } fields)
        {
            foreach (var (name, value) in fields)
            {
                AddText(into, ContextPrefix + name, value);
            }
        }

        foreach (var (name, value) in message.Details.UnknownFields ?? [])
        {
            into.Add(name);
            into.Add(Bytes(value));
        }
    }

    private static void WriteDependencies(TaskDependencies dependencies, List<RedisValue> into)
    {
        AddText(into, "after", string.Join(' ', dependencies.Ids));
        AddText(into, "after_spans", dependencies.Spans.Count == 0 ? null : string.Join(' ', dependencies.Spans));
        AddText(into, "after_failed", dependencies.Failed is { } failed ? $"{failed.Id} {OutcomeName.For(failed.Outcome)}" : null);
    }

    private static void AddText(List<RedisValue> into, RedisValue name, string? value)
    {
        if (value is not null)
        {
            into.Add(name);
            into.Add(value);
        }
    }

    private static void AddNumber(List<RedisValue> into, RedisValue name, long value, long absent = 0)
    {
        if (value != absent)
        {
            into.Add(name);
            into.Add(value);
        }
    }

    public static RedisValue Bytes(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : bytes.ToArray();
}
