using Streaq.Tasks;

namespace Streaq;

/// <summary>
/// A payload was refused because it is unsigned, forged, moved to another task or damaged. The task becomes a dead letter, and its handler
/// never runs.
/// </summary>
public sealed class PayloadRefusedException : StreaqException
{
    internal PayloadRefusedException(PayloadContext context, string reason, Exception? innerException = null)
        : base(
            $"The {context.Kind.InWords()} of '{context.TaskName}' {Id(context)} was refused: {reason}.",
            innerException)
    {
    }

    /// <summary>For a schedule, <see cref="PayloadContext.TaskId"/> has more lines than the id, which is the first.</summary>
    private static string Id(PayloadContext context) => context.TaskId.Split('\n')[0];
}

/// <summary>
/// JSON would silently leave out or change a part of an argument or a result, because of its type or of its value. Nothing was
/// written. The message names the member and the way out.
/// </summary>
public sealed class PayloadLossException : StreaqException
{
    internal PayloadLossException(PayloadKind kind, string task, Type type, Loss loss)
        : base($"The {(kind is PayloadKind.Result ? "result" : "argument")} of task '{task}' ({type}) would not arrive as it is: {loss}.")
    {
    }
}

/// <summary>A payload is larger than <see cref="StreaqOptions.MaxPayloadBytes"/>; nothing was written.</summary>
public sealed class PayloadTooLargeException : ArgumentException
{
    internal PayloadTooLargeException(PayloadContext context, int bytes, int limit)
        : base(
            $"The {context.Kind.InWords()} of task '{context.TaskName}' takes {bytes} bytes, more than "
            + $"MaxPayloadBytes ({limit}).",
            context.Kind is PayloadKind.Result ? "result" : "argument")
    {
    }
}
