using System.Text;

namespace Streaq.Tasks;

/// <summary>
/// The task whose result becomes the argument of another task. Travels in the field <c>argument_of</c> of that other task's message.
/// </summary>
/// <remarks>
/// The store puts the result in place of the body, without a key to sign it for this task. So the producer signs the source instead, and
/// the body is opened as the result of the source task.
/// </remarks>
/// <param name="TaskId">The task; empty for the progress of a group, which the store itself counts.</param>
/// <param name="TaskName">Its name.</param>
internal readonly record struct ArgumentSource(string TaskId, string TaskName)
{
    private const string Field = "argument_of";

    public static ArgumentSource Group => new("", "");

    public bool IsGroup => TaskId.Length == 0;

    /// <summary>Returns the message with the source in it, or unchanged when there is no codec.</summary>
    public TaskMessage On(TaskMessage message, PayloadCodec? codec)
    {
        if (codec is null)
        {
            return message;
        }

        var sealedSource = codec.Protect(
            Encoding.UTF8.GetBytes($"{TaskId} {TaskName}"),
            codec.Context(PayloadKind.ArgumentSource, message.Id, message.Name, message.Details.Headers));
        return message with
        {
            Details = message.Details with { UnknownFields = [.. message.Details.UnknownFields ?? [], new(Field, sealedSource)] },
        };
    }

    /// <summary>Returns the message without the source, for a body that is an argument of its own.</summary>
    public static TaskMessage Without(TaskMessage message) =>
        message.Details.UnknownFields is { } fields && fields.Any(field => string.Equals(field.Key, Field, StringComparison.Ordinal))
            ? message with
            {
                Details = message.Details with
                {
                    UnknownFields = [.. fields.Where(field => !string.Equals(field.Key, Field, StringComparison.Ordinal))],
                },
            }
            : message;

    /// <exception cref="PayloadRefusedException">The message has a source, and it is not what was protected.</exception>
    public static ArgumentSource? Find(TaskMessage message, PayloadCodec codec)
    {
        foreach (var (name, value) in message.Details.UnknownFields ?? [])
        {
            if (string.Equals(name, Field, StringComparison.Ordinal))
            {
                var context = codec.Context(PayloadKind.ArgumentSource, message.Id, message.Name, message.Details.Headers);
                return Encoding.UTF8.GetString(codec.Unprotect(value, context).Span).Split(' ') is [var id, var task]
                    ? new ArgumentSource(id, task)
                    : throw new PayloadRefusedException(context, "it names no task");
            }
        }

        return null;
    }
}
