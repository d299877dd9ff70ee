namespace Streaq.Execution;

/// <summary>How a worker treats the attempts of one task.</summary>
internal sealed class TaskSettings
{
    public TimeSpan? Timeout { get; set; }

    public int MaxAttempts { get; set; } = 3;

    /// <summary>Zero: never stored; <see langword="null"/>: kept for ever.</summary>
    public TimeSpan? ResultTtl { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>What its attempts wait for; <see langword="null"/> for nothing.</summary>
    public TaskLimits? Limits { get; set; }
}
