using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>A part of a list of tasks.</summary>
/// <param name="Tasks">The tasks, each with its id.</param>
/// <param name="Continuation">Where the next part begins; <see langword="null"/> after the last.</param>
internal sealed record TaskList(IReadOnlyList<KeyValuePair<string, TaskSnapshot>> Tasks, string? Continuation);

/// <summary>A query for a list of tasks.</summary>
/// <param name="State">The state.</param>
/// <param name="Priorities">The priorities to list, for a state whose tasks are kept by priority.</param>
/// <param name="Limit">The maximum number of tasks.</param>
/// <param name="Continuation">Where the part before ended.</param>
internal sealed record TaskListQuery(TaskState State, IReadOnlyList<string> Priorities, int Limit, string? Continuation)
{
    /// <summary>Splits the continuation at its last colon: the first half may be an id or a priority with colons in it.</summary>
    /// <exception cref="ArgumentException">The continuation does not come from this kind of list.</exception>
    public (string First, string Second) Place() => Place(Continuation);

    /// <summary>Splits the continuation of another list in the same way.</summary>
    /// <exception cref="ArgumentException">The continuation does not come from this kind of list.</exception>
    public static (string First, string Second) Place(string? continuation)
    {
        if (continuation is not { } text)
        {
            return ("", "");
        }

        var colon = text.LastIndexOf(':');
        return colon > 0 ? (text[..colon], text[(colon + 1)..]) : throw Foreign();
    }

    /// <exception cref="ArgumentException">The continuation does not come from this kind of list.</exception>
    public static long Number(string text) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Foreign();

    /// <summary>Parses a number of tasks.</summary>
    /// <exception cref="ArgumentException">The continuation does not come from this kind of list.</exception>
    public static int Count(string text) => Number(text) is <= int.MaxValue and var number ? (int)number : throw Foreign();

    public static ArgumentException Foreign() => new("The continuation is not one of a page of this list.", "continuation");

    /// <summary>Creates the snapshot of a failed task from its dead letter.</summary>
    public static TaskSnapshot SnapshotFrom(DeadLetterEntry letter) => new(TaskState.Failed)
    {
        Message = letter.Message,
        Record = new TaskRecord
        {
            Name = letter.Message.Name,
            Outcome = TaskOutcome.Failure,
            Attempts = letter.Message.Attempt,
            EnqueuedAt = letter.Message.EnqueuedAt,
            StartedAt = letter.StartedAt,
            FinishedAt = letter.FailedAt,
            Worker = letter.Worker,
            TraceId = letter.TraceParent is { Length: 55 } trace ? trace[3..35] : null,
            Origin = TaskOrigin.Whole(letter.Message),
            Error = letter.Error with { StackTrace = null },
        },
    };
}
