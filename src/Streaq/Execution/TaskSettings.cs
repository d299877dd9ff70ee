namespace Streaq.Execution;

/// <summary>The settings for the attempts of one task.</summary>
internal sealed class TaskSettings
{
    public TimeSpan? Timeout { get; set; }

    public int MaxAttempts { get; set; } = 3;

    /// <summary>How long a result is kept: zero to store none, <see langword="null"/> to keep it for ever.</summary>
    public TimeSpan? ResultTtl { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The limits of its attempts; <see langword="null"/> for none.</summary>
    public TaskLimits? Limits { get; set; }
}
