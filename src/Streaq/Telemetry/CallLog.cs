using Microsoft.Extensions.Logging;
using Streaq.Tasks;

namespace Streaq.Telemetry;

/// <summary>
/// Exceptions of the calls that an application makes, which it gets as well; the conventions have an event for each kind of operation.
/// What the worker's own reads and writes meet is an outage, which is told once: <c>streaq.store.unreachable</c>.
/// </summary>
internal static partial class CallLog
{
    /// <summary>A task, or many, is not enqueued. A cancellation that the caller asked for is none of it.</summary>
    public static void NotSent(this ILogger logger, Exception error, string taskName, string queue)
    {
        if (error is not OperationCanceledException)
        {
            logger.SendException(error, taskName, queue, ExceptionText.Type(error), ExceptionText.FirstLine(error));
        }
    }

    /// <summary>A task is not aborted, or it is not known whether it is.</summary>
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
