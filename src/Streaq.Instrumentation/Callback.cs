using System.Diagnostics;
using System.Diagnostics.Tracing;

namespace Streaq.Instrumentation;

/// <summary>Calls user code where its exceptions must not reach the span or the task.</summary>
internal static class Callback
{
#pragma warning disable CA1031 // No exception of a callback may end the span or the task.
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

    /// <summary>Calls listeners or loggers with a value.</summary>
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

    /// <returns>The callback's answer; <paramref name="otherwise"/> when there is no callback or it throws.</returns>
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

    /// <returns>The exception's message, or its type when <see cref="Exception.Message"/> throws: user code may override it.</returns>
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
