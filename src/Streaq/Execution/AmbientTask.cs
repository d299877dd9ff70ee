namespace Streaq.Execution;

/// <summary>The task inside which code runs, so that what it enqueues knows its parent and its conversation.</summary>
internal static class AmbientTask
{
    private static readonly AsyncLocal<TaskContext?> Local = new(Move);

    public static TaskContext? Current
    {
        get => Local.Value;
        set => Local.Value = value;
    }

    /// <summary>
    /// A thread takes up an attempt's code or puts it down, at an await or its end. Must not throw: that ends the process.
    /// </summary>
    private static void Move(AsyncLocalValueChangedArgs<TaskContext?> change)
    {
        change.PreviousValue?.Presence.Leave();
        change.CurrentValue?.Presence.Enter();
    }
}
