using System.Text.Json;

namespace Streaq.Execution;

/// <summary>Creates the context that middleware and handler receive, or throws when the task must be refused before them.</summary>
internal static class AttemptContext
{
    /// <exception cref="TaskRefusedException">The task can't be run here.</exception>
    /// <exception cref="DependencyFailedException">A task that it waited for failed.</exception>
    public static TaskContext Create(Attempt attempt)
    {
        var message = attempt.Message;
        if (message.Details.Malformed is { } reason)
        {
            throw new TaskRefusedException($"The message {message.Id} is not a task: {reason}.");
        }

        if (message.Details.Dependencies?.Failed is { } failed)
        {
            throw new DependencyFailedException(message.Id, failed.Id, failed.Outcome);
        }

        if (attempt.Registration is not { } registration)
        {
            throw new TaskRefusedException(
                $"This worker has no task named '{message.Name}': was its Map call forgotten, or is the worker older than the producer?");
        }

        if (message.Attempt > registration.Settings.MaxAttempts)
        {
            throw new TaskRefusedException(
                $"All {registration.Settings.MaxAttempts} attempts of task '{message.Name}' are used up; the last worker that held it, "
                + $"{message.Details.PreviousWorker ?? "unknown"}, never said how it ended.");
        }

        try
        {
            return registration.CreateContext(attempt);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new TaskRefusedException(
                $"The body of task '{message.Name}' is not a {registration.Definition.ArgumentType}: {e.Message}", e);
        }
    }
}
