using Microsoft.Extensions.Logging;

namespace Streaq.EntityFrameworkCore;

/// <summary>The log messages of the relay.</summary>
internal static partial class OutboxLog
{
    public static void Interrupted(this ILogger logger, Exception error, string queue) =>
        logger.Interrupted(error, queue, error.GetType().ToString(), FirstLine(error));

    public static void NotListening(this ILogger logger, Exception error, string queue) =>
        logger.NotListening(error, queue, error.GetType().ToString(), FirstLine(error));

    [LoggerMessage(
        120,
        LogLevel.Warning,
        "The relay can't move rows from the outbox of queue {Queue}: {ErrorType}: {ErrorMessage}. The rows wait, and the relay retries "
        + "until it succeeds",
        EventName = "streaq.outbox.interrupted")]
    private static partial void Interrupted(
        this ILogger logger, Exception exception, string queue, string errorType, string errorMessage);

    [LoggerMessage(
        121,
        LogLevel.Information,
        "The relay moves rows from the outbox of queue {Queue} again",
        EventName = "streaq.outbox.resumed")]
    public static partial void Resumed(this ILogger logger, string queue);

    [LoggerMessage(
        122,
        LogLevel.Error,
        "Task {TaskName} {TaskId} stays in the outbox, since the queue does not take it: {Reason} Delete its row, or set the column "
        + "refused to NULL to have it tried again",
        EventName = "streaq.outbox.refused")]
    public static partial void Refused(this ILogger logger, string taskName, string taskId, string reason);

    [LoggerMessage(
        123,
        LogLevel.Information,
        "LISTEN or NOTIFY for the outbox of queue {Queue} has failed: {ErrorType}: {ErrorMessage}. Until it succeeds, a relay finds the "
        + "commits of other processes when it looks. Set OutboxOptions.Listen to false where a pooler does not let them through",
        EventName = "streaq.outbox.not_listening")]
    private static partial void NotListening(
        this ILogger logger, Exception exception, string queue, string errorType, string errorMessage);

    /// <summary>Calls loggers or listeners. They are user code, and their exceptions do not end the relay.</summary>
    public static void Tell(Action log)
    {
        try
        {
            log();
        }
#pragma warning disable CA1031 // There is no other place to report the exception.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private static string FirstLine(Exception error) => error.Message.Split('\n', 2)[0].TrimEnd();
}
