using System.Diagnostics;

namespace Streaq.Instrumentation;

/// <summary>The span event of an exception.</summary>
internal static class ExceptionEvent
{
    /// <summary>Adds the event unless the core, another provider or the handler has added it already.</summary>
    public static void AddOnce(Activity activity, Exception exception)
    {
        foreach (ref readonly var given in activity.EnumerateEvents())
        {
            if (given.Name is "exception" && Tells(given, exception))
            {
                return;
            }
        }

        activity.AddException(exception);
    }

    private static bool Tells(in ActivityEvent given, Exception exception)
    {
        object? type = null;
        object? message = null;
        foreach (ref readonly var tag in given.EnumerateTagObjects())
        {
            switch (tag.Key)
            {
                case "exception.type":
                    type = tag.Value;
                    break;
                case "exception.message":
                    message = tag.Value;
                    break;
            }
        }

        return Equals(type, exception.GetType().ToString()) && Equals(message, exception.Message);
    }
}
