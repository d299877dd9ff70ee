namespace Streaq;

/// <summary>Tasks of an awaited group did not succeed.</summary>
public sealed class GroupFailedException : StreaqException
{
    internal GroupFailedException(GroupProgress progress)
        : base($"Of {progress.Total} tasks of group {progress.GroupId} {progress.Failed} did not succeed.") => Progress = progress;

    /// <summary>The progress of the group when it ended.</summary>
    public GroupProgress Progress { get; }
}
