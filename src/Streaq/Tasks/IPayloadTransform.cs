namespace Streaq;

/// <summary>Changes payloads on their way into the queue and back: the hook for encryption. Used by many threads at once.</summary>
public interface IPayloadTransform
{
    /// <summary>Changes a payload that is about to be written.</summary>
    /// <param name="payload">The bytes: JSON, compressed JSON, or what the transform before made of it.</param>
    /// <param name="context">Whose payload it is; the same when it is read.</param>
    /// <returns>What is written instead.</returns>
    ReadOnlyMemory<byte> Protect(ReadOnlyMemory<byte> payload, PayloadContext context);

    /// <summary>Undoes <see cref="Protect"/>. Whatever it throws refuses the payload (<see cref="PayloadRefusedException"/>).</summary>
    /// <param name="payload">The bytes as read from the store. An attacker may have changed them.</param>
    /// <param name="context">Whose payload it is.</param>
    /// <returns>What was given to <see cref="Protect"/>.</returns>
    ReadOnlyMemory<byte> Unprotect(ReadOnlyMemory<byte> payload, PayloadContext context);
}

/// <summary>What a payload is.</summary>
public enum PayloadKind
{
    /// <summary>The argument of a task.</summary>
    Argument,

    /// <summary>The result of a task.</summary>
    Result,

    /// <summary>The argument that a schedule keeps for the tasks it fires.</summary>
    Schedule,

    /// <summary>Says of a task in a pipeline whose result its argument is.</summary>
    ArgumentSource,
}

/// <summary>The owner of a payload. Bind what you encrypt to it, so that the bytes are refused when moved to another task.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Queue">The queue's name.</param>
/// <param name="TaskId">
/// The task's id; for <see cref="PayloadKind.Schedule"/> the schedule's id and, line by line, when and how it fires.
/// </param>
/// <param name="TaskName">The task's name.</param>
/// <param name="Headers">The headers that travel with the task; none for a result.</param>
public readonly record struct PayloadContext(
    PayloadKind Kind, string Queue, string TaskId, string TaskName, IReadOnlyDictionary<string, string> Headers);
