namespace Streaq;

/// <summary>
/// Transforms payloads when they are written to the queue and when they are read: the hook for encryption. Used by many threads at once.
/// </summary>
public interface IPayloadTransform
{
    /// <summary>Transforms a payload that is about to be written.</summary>
    /// <param name="payload">The bytes: JSON, compressed JSON, or the output of the transform before.</param>
    /// <param name="context">The owner of the payload. It is the same when the payload is read.</param>
    /// <returns>The bytes to write instead.</returns>
    ReadOnlyMemory<byte> Protect(ReadOnlyMemory<byte> payload, PayloadContext context);

    /// <summary>Undoes <see cref="Protect"/>. Any exception refuses the payload (<see cref="PayloadRefusedException"/>).</summary>
    /// <param name="payload">The bytes as read from the store. An attacker may have changed them.</param>
    /// <param name="context">The owner of the payload.</param>
    /// <returns>The bytes that were passed to <see cref="Protect"/>.</returns>
    ReadOnlyMemory<byte> Unprotect(ReadOnlyMemory<byte> payload, PayloadContext context);
}

/// <summary>The kind of a payload.</summary>
public enum PayloadKind
{
    /// <summary>The argument of a task.</summary>
    Argument,

    /// <summary>The result of a task.</summary>
    Result,

    /// <summary>The argument that a schedule keeps for the tasks it fires.</summary>
    Schedule,

    /// <summary>For a task in a pipeline: a reference to the task whose result is its argument.</summary>
    ArgumentSource,
}

/// <summary>The owner of a payload. Bind what you encrypt to it, so that the bytes are refused when moved to another task.</summary>
/// <param name="Kind">The kind of the payload.</param>
/// <param name="Queue">The queue's name.</param>
/// <param name="TaskId">
/// The task's id; for <see cref="PayloadKind.Schedule"/> the schedule's id and, line by line, when and how it fires.
/// </param>
/// <param name="TaskName">The task's name.</param>
/// <param name="Headers">The headers that travel with the task; none for a result.</param>
public readonly record struct PayloadContext(
    PayloadKind Kind, string Queue, string TaskId, string TaskName, IReadOnlyDictionary<string, string> Headers);

/// <summary>The names of <see cref="PayloadKind"/> in messages.</summary>
internal static class PayloadKindNames
{
    public static string InWords(this PayloadKind kind) =>
        kind is PayloadKind.ArgumentSource ? "argument source" : kind.ToString().ToLowerInvariant();
}
