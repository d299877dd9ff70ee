using System.Diagnostics;
using Streaq.Tasks;

namespace Streaq.Telemetry;

/// <summary>Sets a failure on a span: the status Error with the message, <c>error.type</c>, and the exception for listeners.</summary>
internal static class SpanError
{
    public static void Set(Activity? activity, Exception error)
    {
        if (activity is null)
        {
            return;
        }

        activity.SetCustomProperty(StreaqTelemetry.ExceptionProperty, error);
        activity.SetTag(TelemetryAttributes.ErrorType, ExceptionText.Type(error));
        activity.SetStatus(ActivityStatusCode.Error, ExceptionText.Message(error));
    }

    /// <summary>Sets the error of an outcome that could not be stored, because the worker's lease was lost.</summary>
    public static void SetLeaseLost(Activity? activity)
    {
        activity?.SetTag(TelemetryAttributes.ErrorType, OutcomeName.For(TaskOutcome.LeaseLost));
        activity?.SetStatus(ActivityStatusCode.Error, "The worker's lease was lost before the outcome was stored.");
    }
}
