using System.Buffers;
using System.Text.Json;

namespace Streaq.Tasks;

/// <summary>A task's end as the store keeps it: one line of JSON, then the result's bytes as the serializer made them.</summary>
internal static class RecordFormat
{
    [ThreadStatic]
    private static Scratch? t_scratch;

    public static byte[] Write(TaskRecord record)
    {
        var scratch = Begin(
            record.Name,
            record.Outcome,
            record.Attempts,
            (record.EnqueuedAt, record.StartedAt, record.FinishedAt),
            record.Worker,
            record.TraceId,
            record.SpanId);
        WriteOrigin(scratch.Writer, record.Origin);
        if (record.Error is { } error)
        {
            scratch.Writer.WriteString("error"u8, error.Type);
            scratch.Writer.WriteString("message"u8, error.Message);
        }

        return End(scratch, record.Result.Span);
    }

    /// <summary>Writes the record of a success directly, without a <see cref="TaskRecord"/> object, since most tasks succeed.</summary>
    public static byte[] WriteSuccess(
        string name,
        int attempts,
        (long EnqueuedAt, long StartedAt, long FinishedAt) times,
        string worker,
        string? traceId,
        string? spanId,
        TaskOrigin origin,
        ReadOnlySpan<byte> result)
    {
        var scratch = Begin(name, TaskOutcome.Success, attempts, times, worker, traceId, spanId);
        WriteOrigin(scratch.Writer, origin);
        return End(scratch, result);
    }

    /// <param name="bytes">As <see cref="Write(TaskRecord)"/> makes them.</param>
    /// <param name="id">The task, or the group, for the exception's text.</param>
    /// <exception cref="StreaqStoreException">The bytes are not a record.</exception>
    public static TaskRecord Read(byte[] bytes, string? id = null)
    {
        var end = bytes.AsSpan().IndexOf((byte)'\n');
        try
        {
            using var json = JsonDocument.Parse(bytes.AsMemory(0, end < 0 ? bytes.Length : end));
            var root = json.RootElement;
            return new TaskRecord
            {
                Name = Text(root, "task") ?? "unknown",
                Outcome = OutcomeName.Parse(Text(root, "outcome")),
                Attempts = (int)Math.Clamp(Number(root, "attempts"), 0, int.MaxValue),
                EnqueuedAt = Number(root, "enqueued"),
                StartedAt = Number(root, "started"),
                FinishedAt = Number(root, "finished"),
                Worker = Text(root, "worker"),
                TraceId = Text(root, "trace"),
                SpanId = Text(root, "span"),
                Origin = Origin(root),
                Error = Text(root, "error") is { } type ? new TaskError(type, Text(root, "message") ?? "") : null,
                Result = end < 0 ? default : bytes.AsMemory(end + 1),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new StreaqStoreException($"The record of task '{id}' can't be read: was its key in Redis written by something else?", e);
        }
    }

    private static Scratch Begin(
        string name,
        TaskOutcome outcome,
        int attempts,
        (long EnqueuedAt, long StartedAt, long FinishedAt) times,
        string? worker,
        string? traceId,
        string? spanId)
    {
        // The buffer stays with the thread: the array that goes to the store is the only allocation.
        var scratch = t_scratch ??= new Scratch();
        scratch.Buffer.ResetWrittenCount();
        var json = scratch.Writer;
        json.Reset(scratch.Buffer);
        json.WriteStartObject();
        json.WriteString("task"u8, name);
        json.WriteString("outcome"u8, OutcomeName.For(outcome));
        json.WriteNumber("attempts"u8, attempts);
        json.WriteNumber("enqueued"u8, times.EnqueuedAt);
        json.WriteNumber("started"u8, times.StartedAt);
        json.WriteNumber("finished"u8, times.FinishedAt);
        WriteIfAny(json, "worker"u8, worker);
        WriteIfAny(json, "trace"u8, traceId);
        WriteIfAny(json, "span"u8, spanId);
        return scratch;
    }

    private static byte[] End(Scratch scratch, ReadOnlySpan<byte> result)
    {
        scratch.Writer.WriteEndObject();
        scratch.Writer.Flush();
        scratch.Buffer.Write("\n"u8);
        scratch.Buffer.Write(result);
        var bytes = scratch.Buffer.WrittenSpan.ToArray();
        if (scratch.Buffer.Capacity > Scratch.MaxKept)
        {
            t_scratch = null;
        }

        return bytes;
    }

    /// <summary>The names are those of the message's fields; a script writes them, too.</summary>
    private static void WriteOrigin(Utf8JsonWriter json, TaskOrigin origin)
    {
        if (ReferenceEquals(origin, TaskOrigin.None))
        {
            return;
        }

        if (origin.ReadyAt > 0)
        {
            json.WriteNumber("ready"u8, origin.ReadyAt);
        }

        WriteIfAny(json, "parent"u8, origin.ParentId);
        WriteIfAny(json, "root"u8, origin.RootId);
        WriteIfAny(json, "trigger"u8, origin.Trigger);
        WriteIfAny(json, "group"u8, origin.GroupId);
        WriteIfAny(json, "prev"u8, origin.Previous);
        WriteIfAny(json, "traceparent"u8, origin.Enqueue);
        WriteIfAny(json, "after"u8, origin.After);
        WriteIfAny(json, "history"u8, origin.History);
    }

    private static TaskOrigin Origin(JsonElement root)
    {
        var origin = new TaskOrigin
        {
            ReadyAt = Number(root, "ready"),
            ParentId = Text(root, "parent"),
            RootId = Text(root, "root"),
            Trigger = Text(root, "trigger"),
            GroupId = Text(root, "group"),
            Previous = Text(root, "prev"),
            Enqueue = Text(root, "traceparent"),
            After = Text(root, "after"),
            History = Text(root, "history"),
        };
        return origin == TaskOrigin.None ? TaskOrigin.None : origin;
    }

    private static void WriteIfAny(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static long Number(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetInt64() : 0;

    private sealed class Scratch
    {
        public const int MaxKept = 64 * 1024;

        public Scratch() => Writer = new Utf8JsonWriter(Buffer, new JsonWriterOptions { SkipValidation = true });

        public ArrayBufferWriter<byte> Buffer { get; } = new(1024);

        public Utf8JsonWriter Writer { get; }
    }
}
