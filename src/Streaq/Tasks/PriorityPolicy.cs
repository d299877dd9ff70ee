namespace Streaq;

/// <summary>The order in which a worker serves its priorities while tasks of several are ready.</summary>
public enum PriorityPolicy
{
    /// <summary>A priority is served only when no task of the priorities before it is ready.</summary>
    Strict,

    /// <summary>
    /// Each priority gets about twice the share of the next one, so that none starves. With three priorities, they come first in 4, 2 and 1
    /// of seven fetches. A share that a priority does not use goes to the others, in their order.
    /// </summary>
    Weighted,
}
