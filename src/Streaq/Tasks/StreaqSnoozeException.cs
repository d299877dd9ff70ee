namespace Streaq;

/// <summary>Thrown by a handler or a middleware to have the task come back later, as if this attempt had not been made.</summary>
/// <remarks>
/// The attempt is no failure and is not counted: the next run has the same <c>TaskContext.Attempt</c>, and <c>MaxAttempts</c>
/// is not used up. Nothing bounds how often a task is snoozed but <see cref="EnqueueOptions.ExpiresIn"/>.
/// </remarks>
public sealed class StreaqSnoozeException : StreaqException
{
    /// <summary>Asks for the task to come back later.</summary>
    /// <param name="delay">How long it waits.</param>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    public StreaqSnoozeException(TimeSpan delay) : base($"The task asked to be run again in {delay}.")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Delay = delay;
    }

    /// <summary>How long the task waits.</summary>
    public TimeSpan Delay { get; }
}
