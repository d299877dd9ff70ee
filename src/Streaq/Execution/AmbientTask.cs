namespace Streaq.Execution;

/// <summary>The task inside which code runs. Tasks that this code enqueues take their parent and their conversation from it.</summary>
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
    /// Sets a value before a loop runs attempts. So the runtime registers for changes of the value once, and not in each attempt.
    /// </summary>
    public static void Expect() => Local.Value = NoTask;

    /// <summary>
    /// Called when a thread starts or stops running an attempt's code, at an await or at its end. Must not throw: an exception ends the
    /// process.
    /// </summary>
    private static void Move(AsyncLocalValueChangedArgs<object?> change)
    {
        (change.PreviousValue as TaskContext)?.Presence.Leave();
        (change.CurrentValue as TaskContext)?.Presence.Enter();
    }
}
