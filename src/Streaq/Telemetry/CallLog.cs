using Microsoft.Extensions.Logging;
using Streaq.Tasks;

namespace Streaq.Telemetry;

/// <summary>
/// Logs exceptions of calls that an application makes; the application receives them as well. The semantic conventions have an event for
/// each kind of operation.
/// </summary>
/// <remarks>
/// An exception of the worker's own reads and writes is an outage, which is logged once: <c>streaq.store.unreachable</c>.
/// </remarks>
internal static partial class CallLog
{
    /// <summary>Logs that one or more tasks are not enqueued, unless the caller cancelled the call.</summary>
    public static void NotSent(this ILogger logger, Exception error, string taskName, string queue)
    {
        if (error is not OperationCanceledException)
        {
            logger.SendException(error, taskName, queue, ExceptionText.Type(error), ExceptionText.FirstLine(error));
        }
    }

    /// <summary>Logs that a task is not aborted, or that it is not known whether it is.</summary>
    public static void NotAborted(this ILogger logger, Exception error, string taskId)
    {
        if (error is not OperationCanceledException)
        {
            logger.SettleException(error, taskId, ExceptionText.Type(error), ExceptionText.FirstLine(error));
        }
    }

    [LoggerMessage(
        50,
        LogLevel.Warning,
        "Task {TaskName} is not enqueued in queue {Queue}: {ErrorType}: {ErrorMessage}",
        EventName = "messaging.send.exception")]
    private static partial void SendException(
        this ILogger logger, Exception exception, string taskName, string queue, string errorType, string errorMessage);

    [LoggerMessage(
        51, LogLevel.Warning, "Task {TaskId} is not aborted: {ErrorType}: {ErrorMessage}", EventName = "messaging.settle.exception")]
    private static partial void SettleException(
        this ILogger logger, Exception exception, string taskId, string errorType, string errorMessage);
}
