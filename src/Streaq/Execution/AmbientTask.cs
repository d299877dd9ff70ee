namespace Streaq.Execution;

/// <summary>The task inside which code runs, so that what it enqueues knows its parent and its conversation.</summary>
internal static class AmbientTask
{
    private static readonly object NoTask = new();

    private static readonly AsyncLocal<object?> Local = new(Move);

    public static TaskContext? Current
    {
        get => Local.Value as TaskContext;
        set => Local.Value = value;
    }

    /// <summary>
    /// Called by a loop before it runs attempts: the runtime lists once that moves of the value are of interest, and not in each attempt.
    /// </summary>
    public static void Expect() => Local.Value = NoTask;

    /// <summary>
    /// A thread takes up an attempt's code or puts it down, at an await or its end. Must not throw: that ends the process.
    /// </summary>
    private static void Move(AsyncLocalValueChangedArgs<object?> change)
    {
        (change.PreviousValue as TaskContext)?.Presence.Leave();
        (change.CurrentValue as TaskContext)?.Presence.Enter();
    }
}
