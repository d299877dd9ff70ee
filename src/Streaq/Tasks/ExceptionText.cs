namespace Streaq.Tasks;

/// <summary>What can be read of an exception. Its type is user code: its members may throw, or return nothing.</summary>
internal static class ExceptionText
{
    /// <summary>Its full name. Of a generic one without the assemblies of its arguments, which differ from build to build.</summary>
    public static string Type(Exception exception) => exception.GetType().ToString();

    /// <summary>The message, or what stands in its place.</summary>
    public static string Message(Exception exception)
    {
        try
        {
            return exception.Message ?? "(The exception's Message is null.)";
        }
#pragma warning disable CA1031 // Whatever it throws, the task's end must be told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return $"(The exception's Message threw {Type(e)}.)";
        }
    }

    /// <summary>The first line of the message, for a log: the exception has the rest.</summary>
    public static string FirstLine(Exception exception) => WireName.ForLog(Message(exception).Split('\n', 2)[0].TrimEnd());

    /// <summary>The exception with its stack trace, or as much of that as can be read.</summary>
    public static string Whole(Exception exception)
    {
        try
        {
            return exception.ToString() ?? Parts(exception, "returned null");
        }
#pragma warning disable CA1031 // Whatever it throws, the task's end must be told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Parts(exception, $"threw {Type(e)}");
        }
    }

    /// <summary>Whether loggers and listeners can read it.</summary>
    public static bool IsReadable(Exception exception)
    {
        try
        {
            return exception.Message is not null && exception.ToString() is not null;
        }
#pragma warning disable CA1031 // That it throws is the answer.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static string Parts(Exception exception, string why) =>
        $"{Type(exception)}: {Message(exception)} (Its ToString {why}.){Environment.NewLine}{StackTrace(exception)}";

    private static string? StackTrace(Exception exception)
    {
        try
        {
            return exception.StackTrace;
        }
#pragma warning disable CA1031 // It can be overridden as well.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
