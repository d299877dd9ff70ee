namespace Streaq.Tasks;

/// <summary>Reads exceptions without throwing. Their types are user code: members may throw, or return <see langword="null"/>.</summary>
internal static class ExceptionText
{
    /// <summary>
    /// Returns the full name of the exception's type. For a generic type it omits the assemblies of the type arguments, which differ from
    /// build to build.
    /// </summary>
    public static string Type(Exception exception) => exception.GetType().ToString();

    /// <summary>Returns the message, or a text in its place when the message can't be read.</summary>
    public static string Message(Exception exception)
    {
        try
        {
            return exception.Message ?? "(The exception's Message is null.)";
        }
#pragma warning disable CA1031 // User code may throw any exception here, and the task's end must still be reported.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return $"(The exception's Message threw {Type(e)}.)";
        }
    }

    /// <summary>Returns the first line of the message, for a log. The logged exception has the rest.</summary>
    public static string FirstLine(Exception exception) => WireName.ForLog(Message(exception).Split('\n', 2)[0].TrimEnd());

    /// <summary>Returns the exception with its stack trace, or as much as can be read.</summary>
    public static string Whole(Exception exception)
    {
        try
        {
            return exception.ToString() ?? Parts(exception, "returned null");
        }
#pragma warning disable CA1031 // User code may throw any exception here, and the task's end must still be reported.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Parts(exception, $"threw {Type(e)}");
        }
    }

    /// <summary>Whether loggers and listeners can read the exception.</summary>
    public static bool IsReadable(Exception exception)
    {
        try
        {
            return exception.Message is not null && exception.ToString() is not null;
        }
#pragma warning disable CA1031 // An exception whose members throw is not readable.
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
#pragma warning disable CA1031 // StackTrace is virtual, so it may throw as well.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
