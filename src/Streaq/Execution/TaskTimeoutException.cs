namespace Streaq;

/// <summary>An attempt ran longer than the task's timeout. <see cref="TaskError.Type"/> of the task names this type.</summary>
public sealed class TaskTimeoutException : StreaqException
{
    internal TaskTimeoutException(string taskName, TimeSpan timeout, Exception? innerException)
        : base($"Task '{taskName}' ran longer than its timeout of {timeout}.", innerException)
    {
    }
}
