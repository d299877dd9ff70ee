using System.Diagnostics;
using System.Diagnostics.Tracing;

namespace Streaq.Instrumentation;

/// <summary>Calls the application's code at places where an exception would harm a span or a task that has nothing to do with it.</summary>
internal static class Callback
{
#pragma warning disable CA1031 // Whatever the application's callback throws, the span and the task must go on.
    /// <summary>Calls an enrichment, if there is one.</summary>
    public static void Enrich<T>(string name, Action<Activity, T>? callback, Activity activity, T value)
    {
        try
        {
            callback?.Invoke(activity, value);
        }
        catch (Exception e)
        {
            Report(name, e);
        }
    }

    /// <summary>Tells listeners or loggers of something.</summary>
    public static void Tell<T>(string name, Action<T> tell, T value)
    {
        try
        {
            tell(value);
        }
        catch (Exception e)
        {
            Report(name, e);
        }
    }

    /// <returns>What the callback says; <paramref name="otherwise"/> when there is none or it throws.</returns>
    public static TAnswer Ask<T, TAnswer>(string name, Func<T, TAnswer>? callback, T value, TAnswer otherwise)
    {
        try
        {
            return callback is null ? otherwise : callback(value);
        }
        catch (Exception e)
        {
            Report(name, e);
            return otherwise;
        }
    }

    /// <returns>The exception's message, or its type where that can't be read: it is the application's code as well.</returns>
    public static string Message(Exception exception)
    {
        try
        {
            return exception.Message ?? exception.GetType().ToString();
        }
        catch (Exception)
        {
            return exception.GetType().ToString();
        }
    }

    private static void Report(string name, Exception exception)
    {
        if (InstrumentationEventSource.Log.IsEnabled(EventLevel.Error, EventKeywords.All))
        {
            InstrumentationEventSource.Log.CallbackFailed(name, Text(exception));
        }
    }

    private static string Text(Exception exception)
    {
        try
        {
            return exception.ToString();
        }
        catch (Exception)
        {
            return exception.GetType().ToString();
        }
    }
#pragma warning restore CA1031
}
