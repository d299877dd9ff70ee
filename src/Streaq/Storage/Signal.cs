namespace Streaq.Storage;

/// <summary>What waits for something to happen once.</summary>
internal static class Signal
{
    /// <summary>A signal whose waiters go on elsewhere, and not inside the code that gives it.</summary>
    public static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
