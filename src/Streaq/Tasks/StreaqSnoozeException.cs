namespace Streaq;

/// <summary>Thrown by a handler or a middleware to run the task again later, as if this attempt had not been made.</summary>
/// <remarks>
/// The attempt is not a failure and is not counted: the next run has the same <c>TaskContext.Attempt</c>, and <c>MaxAttempts</c> is not
/// used up. Only <see cref="EnqueueOptions.ExpiresIn"/> limits how often a task is snoozed.
/// </remarks>
public sealed class StreaqSnoozeException : StreaqException
{
    /// <summary>Creates an exception that requests a later run of the task.</summary>
    /// <param name="delay">The time for which the task waits.</param>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    public StreaqSnoozeException(TimeSpan delay) : base($"The task asked to be run again in {delay}.")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Delay = delay;
    }

    /// <summary>The time for which the task waits.</summary>
    public TimeSpan Delay { get; }
}
