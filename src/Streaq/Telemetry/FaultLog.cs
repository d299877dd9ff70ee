using Microsoft.Extensions.Logging;
using Streaq.Tasks;

namespace Streaq.Telemetry;

/// <summary>
/// Logs failures outside of a task's handler: of the store, of a loop, of other user code. Each line names the exception's type and
/// message, for a backend that shows the text of a line only.
/// </summary>
internal static partial class FaultLog
{
    public static void StoreUnreachable(this ILogger logger, Exception error, string duty, TimeSpan delay) =>
        logger.StoreUnreachable(error, duty, delay, ExceptionText.Type(error), ExceptionText.FirstLine(error));

    public static void ListenerThrew(this ILogger logger, Exception error) =>
        logger.ListenerThrew(error, ExceptionText.Type(error), ExceptionText.FirstLine(error));

    public static void LoggerThrew(this ILogger logger, Exception error) =>
        logger.LoggerThrew(error, ExceptionText.Type(error), ExceptionText.FirstLine(error));

    public static void CallbackThrew(this ILogger logger, Exception error, string taskName, string taskId) =>
        logger.CallbackThrew(error, taskName, taskId, ExceptionText.Type(error), ExceptionText.FirstLine(error));

    public static void DisposeThrew(this ILogger logger, Exception error, string taskName, string taskId) =>
        logger.DisposeThrew(error, taskName, taskId, ExceptionText.Type(error), ExceptionText.FirstLine(error));

    public static void LoopFailed(this ILogger logger, Exception error, string loop, string queue) =>
        logger.LoopFailed(error, loop, queue, ExceptionText.Type(error), ExceptionText.FirstLine(error));

    [LoggerMessage(
        13,
        LogLevel.Warning,
        "{Duty} could not reach the store, next try in {Delay}: {ErrorType}: {ErrorMessage}",
        EventName = "streaq.store.unreachable")]
    private static partial void StoreUnreachable(
        this ILogger logger, Exception exception, string duty, TimeSpan delay, string errorType, string errorMessage);

    [LoggerMessage(
        17,
        LogLevel.Error,
        "A listener to spans or measurements threw {ErrorType}: {ErrorMessage}. Tasks run on without its telemetry; later exceptions are "
        + "not logged",
        EventName = "streaq.telemetry.listener_threw")]
    private static partial void ListenerThrew(this ILogger logger, Exception exception, string errorType, string errorMessage);

    [LoggerMessage(
        43,
        LogLevel.Error,
        "A logging provider threw {ErrorType}: {ErrorMessage}. Tasks run on without its log; later exceptions are not logged",
        EventName = "streaq.telemetry.logger_threw")]
    private static partial void LoggerThrew(this ILogger logger, Exception exception, string errorType, string errorMessage);

    [LoggerMessage(
        44,
        LogLevel.Warning,
        "A callback that task {TaskName} {TaskId} registered on its cancellation token, or with OnEnded, threw {ErrorType}: "
        + "{ErrorMessage}. The outcome of the task does not change",
        EventName = "streaq.task.callback_threw")]
    private static partial void CallbackThrew(
        this ILogger logger, Exception exception, string taskName, string taskId, string errorType, string errorMessage);

    [LoggerMessage(
        45,
        LogLevel.Warning,
        "A service of task {TaskName} {TaskId} threw {ErrorType} when it was disposed: {ErrorMessage}. The outcome of the task does not "
        + "change",
        EventName = "streaq.task.dispose_threw")]
    private static partial void DisposeThrew(
        this ILogger logger, Exception exception, string taskName, string taskId, string errorType, string errorMessage);

    [LoggerMessage(
        46,
        LogLevel.Critical,
        "{Loop} of queue {Queue} ended with an unexpected exception, {ErrorType}: {ErrorMessage}. The worker gives its tasks back and "
        + "starts again after a pause",
        EventName = "streaq.worker.loop_failed")]
    private static partial void LoopFailed(
        this ILogger logger, Exception exception, string loop, string queue, string errorType, string errorMessage);
}
