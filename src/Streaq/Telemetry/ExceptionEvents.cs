using System.Diagnostics;
using Streaq.Tasks;

namespace Streaq.Telemetry;

/// <summary>Reads and writes the exception events of spans.</summary>
internal static class ExceptionEvents
{
    private const string Name = "exception";
    private const string Type = "exception.type";
    private const string Message = "exception.message";

    /// <summary>Whether an event with the exception's type and message is there already, whichever code added it.</summary>
    public static bool Tell(Activity activity, Exception exception)
    {
        foreach (ref readonly var given in activity.EnumerateEvents())
        {
            if (given.Name is Name && IsOf(given, exception))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Returns the attributes for an exception that can't be read. <see cref="ReadableException"/> replaces it, but the event has the type
    /// of the original.
    /// </summary>
    public static TagList TagsFor(Exception exception) =>
        ExceptionText.IsReadable(exception)
            ? default
            : new TagList { { Type, ExceptionText.Type(exception) }, { Message, ExceptionText.Message(exception) } };

    private static bool IsOf(in ActivityEvent given, Exception exception)
    {
        string? type = null;
        string? message = null;
        foreach (ref readonly var tag in given.EnumerateTagObjects())
        {
            switch (tag.Key)
            {
                case Type:
                    type = tag.Value as string;
                    break;
                case Message:
                    message = tag.Value as string;
                    break;
            }
        }

        // .NET writes a generic type as ToString does, others write its full name.
        return (Is(type, exception.GetType().ToString()) || Is(type, ExceptionText.Type(exception)))
            && Is(message, ExceptionText.Message(exception));

        static bool Is(string? given, string expected) => string.Equals(given, expected, StringComparison.Ordinal);
    }
}
