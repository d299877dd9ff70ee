using System.Diagnostics;

namespace Streaq.Telemetry;

/// <summary>How a failure stands on a span: status Error with the message, <c>error.type</c>, and the exception for listeners.</summary>
internal static class SpanError
{
    public static void Set(Activity? activity, Exception error)
    {
        if (activity is null)
        {
            return;
        }

        activity.SetCustomProperty(StreaqTelemetry.ExceptionProperty, error);
        activity.SetTag(TelemetryAttributes.ErrorType, error.GetType().FullName);
        activity.SetStatus(ActivityStatusCode.Error, error.Message);
    }
}
