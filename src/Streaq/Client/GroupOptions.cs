using Streaq.Client;

namespace Streaq;

/// <summary>Options for the enqueue of a group of tasks, and its callbacks. All values are optional.</summary>
public sealed record GroupOptions
{
    /// <summary>The enqueue options of each task; without an id or a deduplication key.</summary>
    public EnqueueOptions? Each { get; init; }

    /// <summary>A task that runs when all tasks of the group have ended, whatever their outcomes.</summary>
    public GroupCallback? OnFinished { get; init; }

    /// <summary>
    /// A task that runs when all tasks of the group have succeeded. If one of them does not, this task fails when the last has ended.
    /// </summary>
    public GroupCallback? OnSucceeded { get; init; }

    /// <summary>
    /// How long the counts of the finished group are kept. Zero: not at all; <see langword="null"/>: for ever. They always stay until the
    /// callbacks have ended. Default: 5 minutes.
    /// </summary>
    public TimeSpan? Ttl { get; init; } = TimeSpan.FromMinutes(5);

    internal void Validate()
    {
        Each?.Validate();
        if (Each is { Id: not null } or { DeduplicationKey: not null })
        {
            throw new ArgumentException(
                "GroupOptions.Each takes no Id and no DeduplicationKey, since every task needs its own.", nameof(Each));
        }

        if (Ttl < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(Ttl), Ttl, "GroupOptions.Ttl must not be negative.");
        }
    }
}

/// <summary>
/// A task that runs after a group. A task definition whose argument is the group's <see cref="GroupProgress"/> converts to it.
/// </summary>
public sealed class GroupCallback
{
    private GroupCallback(PipelineStage stage, bool takesProgress) => (Stage, TakesProgress) = (stage, takesProgress);

    internal PipelineStage Stage { get; }

    internal bool TakesProgress { get; }

    /// <summary>Converts a task to a callback. Its argument is the group's <see cref="GroupProgress"/>.</summary>
    /// <param name="task">The task.</param>
    public static implicit operator GroupCallback(TaskDefinition<GroupProgress> task) => Of(task);

    /// <summary>Creates a callback whose argument is the group's <see cref="GroupProgress"/>.</summary>
    /// <param name="task">The task.</param>
    /// <param name="options">The enqueue options; without a deduplication key.</param>
    /// <returns>The callback.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule.</exception>
    public static GroupCallback Of(TaskDefinition<GroupProgress> task, EnqueueOptions? options = null) =>
        new(new PipelineStage<GroupProgress?>(task, null, options), takesProgress: true);

    /// <summary>Creates a callback whose argument is the group's <see cref="GroupProgress"/>.</summary>
    /// <typeparam name="TResult">The type of its result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="options">The enqueue options; without a deduplication key.</param>
    /// <returns>The callback.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule.</exception>
    public static GroupCallback Of<TResult>(TaskDefinition<GroupProgress, TResult> task, EnqueueOptions? options = null) =>
        new(new PipelineStage<GroupProgress?>(task, null, options), takesProgress: true);

    /// <summary>Creates a callback with the given argument.</summary>
    /// <typeparam name="TArgument">The type of its argument.</typeparam>
    /// <typeparam name="TResult">The type of its result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="options">The enqueue options; without a deduplication key.</param>
    /// <returns>The callback.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule.</exception>
    public static GroupCallback Of<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task, TArgument argument, EnqueueOptions? options = null) =>
        new(new PipelineStage<TArgument>(task, argument, options), takesProgress: false);

    /// <summary>Creates a callback with the given argument.</summary>
    /// <typeparam name="TArgument">The type of its argument.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="options">The enqueue options; without a deduplication key.</param>
    /// <returns>The callback.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule.</exception>
    public static GroupCallback Of<TArgument>(TaskDefinition<TArgument> task, TArgument argument, EnqueueOptions? options = null) =>
        new(new PipelineStage<TArgument>(task, argument, options), takesProgress: false);
}
