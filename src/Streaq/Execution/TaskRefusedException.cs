namespace Streaq;

/// <summary>A message that can't be run as a task, as <see cref="TaskError.Type"/> of its dead letter names it.</summary>
public sealed class TaskRefusedException : StreaqException
{
    internal TaskRefusedException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
