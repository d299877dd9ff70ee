using System.Text;

namespace Streaq.Tasks;

/// <summary>
/// Whose result becomes a task's argument: the store puts it in place of the body, without a key to sign it for this task. So the
/// producer signs this instead, and the body is opened as the result of that task. Travels in the field <c>argument_of</c>.
/// </summary>
/// <param name="TaskId">The task; empty for the progress of a group, which the store itself counts.</param>
/// <param name="TaskName">Its name.</param>
internal readonly record struct ArgumentSource(string TaskId, string TaskName)
{
    private const string Field = "argument_of";

    public static ArgumentSource Group => new("", "");

    public bool IsGroup => TaskId.Length == 0;

    /// <summary>The message with the source in it; the same where payloads travel as the serializer makes them.</summary>
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

    /// <summary>The message without the source, whose body is an argument of its own by now.</summary>
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

    /// <exception cref="PayloadRefusedException">There is one, and it is not what was protected.</exception>
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
