namespace Streaq.Execution;

/// <summary>The task inside which code runs, so that what it enqueues knows its parent and its conversation.</summary>
internal static class AmbientTask
{
    private static readonly AsyncLocal<TaskContext?> Local = new();

    public static TaskContext? Current
    {
        get => Local.Value;
        set => Local.Value = value;
    }
}
