namespace Streaq.Storage;

/// <summary>Creates signals for events that happen once.</summary>
internal static class Signal
{
    /// <summary>Creates a signal whose waiters continue on other threads, and not inside the code that sets it.</summary>
    public static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
