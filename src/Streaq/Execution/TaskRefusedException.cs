namespace Streaq;

/// <summary>A message can't be run as a task. <see cref="TaskError.Type"/> of its dead letter names this type.</summary>
public sealed class TaskRefusedException : StreaqException
{
    internal TaskRefusedException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
