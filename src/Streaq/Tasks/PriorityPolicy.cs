namespace Streaq;

/// <summary>In which order a worker serves its priorities while tasks of several are ready.</summary>
public enum PriorityPolicy
{
    /// <summary>A priority is served only when nothing of those before it is ready.</summary>
    Strict,

    /// <summary>
    /// Each priority gets about twice the share of the one after it, so that none starves: of three, 4, 2 and 1 of seven fetches begin
    /// with them. A share that a priority has no use for goes to the others, the first first.
    /// </summary>
    Weighted,
}
