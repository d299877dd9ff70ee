using Streaq.Tasks;

namespace Streaq;

/// <summary>Options for the enqueue of one task. All values are optional.</summary>
public sealed record EnqueueOptions
{
    internal static EnqueueOptions Default { get; } = new();

    /// <summary>
    /// The task's id. If the queue knows the id already, the enqueue adds nothing and returns a handle of the task that has it. So an
    /// enqueue may be repeated. Default: a new UUID of version 7.
    /// </summary>
    public string? Id { get; init; }

    /// <summary>How long the task waits before it is ready. Not together with <see cref="At"/>.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>
    /// The time at which the task becomes ready. A time in the past, even before 1970, means at once; <see langword="default"/> is refused.
    /// Not together with <see cref="Delay"/>.
    /// </summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>
    /// The priority; some worker must serve it. Default: that of the definition, then <see cref="StreaqOptions.DefaultPriority"/>.
    /// </summary>
    public string? Priority { get; init; }

    /// <summary>
    /// The tasks that must have succeeded before this one runs: handles or ids, any number, ended or not. The task fails when
    /// one of them fails, is aborted or expires. With a <see cref="Delay"/> or <see cref="At"/> it waits for both. Default: none.
    /// </summary>
    public IReadOnlyList<TaskDependency>? After { get; init; }

    /// <summary>
    /// How to treat a task in <see cref="After"/> that the queue does not know. Default: <see cref="Streaq.DependencyPolicy.Lenient"/>.
    /// </summary>
    public DependencyPolicy DependencyPolicy { get; init; }

    /// <summary>The time after the enqueue within which the task may be started. After that, it ends as expired.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>While an unfinished task has this key, an enqueue with the same key returns a handle of that task.</summary>
    public string? DeduplicationKey { get; init; }

    /// <summary>Headers that travel with the task; <c>TaskContext.Headers</c> has them.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>How the attempts' spans relate to the enqueue's span. Default: the mode of the definition, then of the queue.</summary>
    public TraceMode? Trace { get; init; }

    internal TaskDependencies? Dependencies =>
        After is not { Count: > 0 } ? null : new TaskDependencies([.. After.Select(task => task.TaskId).Distinct(StringComparer.Ordinal)])
        {
            IsStrict = DependencyPolicy is DependencyPolicy.Strict,
            HasChosenId = Id is not null,
        };

    internal void Validate()
    {
        if (Id is not null)
        {
            WireName.ThrowIfInvalid(Id, nameof(Id), "EnqueueOptions.Id");
        }

        if (Priority is not null)
        {
            WireName.ThrowIfInvalid(Priority, nameof(Priority), "EnqueueOptions.Priority");
        }

        if (DeduplicationKey is not null)
        {
            WireName.ThrowIfInvalid(DeduplicationKey, nameof(DeduplicationKey), "EnqueueOptions.DeduplicationKey");
        }

        if (Delay is not null && At is not null)
        {
            throw new ArgumentException("EnqueueOptions takes Delay or At, not both.", nameof(Delay));
        }

        if (Delay < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(Delay), Delay, "EnqueueOptions.Delay must not be negative.");
        }

        if (At == default(DateTimeOffset))
        {
            throw new ArgumentOutOfRangeException(
                nameof(At), At, "EnqueueOptions.At is default(DateTimeOffset), the start of the calendar: leave it null for at once.");
        }

        foreach (var dependency in After ?? [])
        {
            WireName.ThrowIfInvalid(dependency.TaskId, nameof(After), "A task in EnqueueOptions.After");
            if (string.Equals(dependency.TaskId, Id, StringComparison.Ordinal))
            {
                throw new ArgumentException($"EnqueueOptions.After of task {Id} names that task itself; remove it there.", nameof(After));
            }
        }

        if (!Enum.IsDefined(DependencyPolicy))
        {
            throw new ArgumentOutOfRangeException(
                nameof(DependencyPolicy), DependencyPolicy, "EnqueueOptions.DependencyPolicy is not one of its values.");
        }

        if (ExpiresIn <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(ExpiresIn), ExpiresIn, "EnqueueOptions.ExpiresIn must be positive.");
        }

        if (Headers is not null)
        {
            HeaderRule.ThrowIfInvalid(Headers, nameof(Headers));
        }
    }
}
