using Streaq.Client;

namespace Streaq;

/// <summary>How a group of tasks is enqueued, and what follows. All values are optional.</summary>
public sealed record GroupOptions
{
    /// <summary>How each task is enqueued; without an id or a deduplication key.</summary>
    public EnqueueOptions? Each { get; init; }

    /// <summary>A task that runs when the last of the group has ended, however they ended.</summary>
    public GroupCallback? OnFinished { get; init; }

    /// <summary>A task that runs when all of the group have succeeded. If one does not, it fails when the last has ended.</summary>
    public GroupCallback? OnSucceeded { get; init; }

    /// <summary>
    /// How long the counts of the finished group are kept; zero: not at all, <see langword="null"/>: for ever. In any case until
    /// the callbacks have ended. Default: 5 minutes.
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

/// <summary>A task that follows a group. A definition whose argument is the group's <see cref="GroupProgress"/> converts to it.</summary>
public sealed class GroupCallback
{
    private GroupCallback(PipelineStage stage, bool takesProgress) => (Stage, TakesProgress) = (stage, takesProgress);

    internal PipelineStage Stage { get; }

    internal bool TakesProgress { get; }

    /// <summary>The task, with how the group ended as its argument.</summary>
    /// <param name="task">The task.</param>
    public static implicit operator GroupCallback(TaskDefinition<GroupProgress> task) => Of(task);

    /// <summary>The task, with how the group ended as its argument.</summary>
    /// <param name="task">The task.</param>
    /// <param name="options">How it is enqueued; without a deduplication key.</param>
    /// <returns>The callback.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule.</exception>
    public static GroupCallback Of(TaskDefinition<GroupProgress> task, EnqueueOptions? options = null) =>
        new(new PipelineStage<GroupProgress?>(task, null, options), takesProgress: true);

    /// <summary>The task, with how the group ended as its argument.</summary>
    /// <typeparam name="TResult">The type of its result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="options">How it is enqueued; without a deduplication key.</param>
    /// <returns>The callback.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule.</exception>
    public static GroupCallback Of<TResult>(TaskDefinition<GroupProgress, TResult> task, EnqueueOptions? options = null) =>
        new(new PipelineStage<GroupProgress?>(task, null, options), takesProgress: true);

    /// <summary>The task, with an argument of its own.</summary>
    /// <typeparam name="TArgument">The type of its argument.</typeparam>
    /// <typeparam name="TResult">The type of its result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="options">How it is enqueued; without a deduplication key.</param>
    /// <returns>The callback.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule.</exception>
    public static GroupCallback Of<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task, TArgument argument, EnqueueOptions? options = null) =>
        new(new PipelineStage<TArgument>(task, argument, options), takesProgress: false);

    /// <summary>The task, with an argument of its own.</summary>
    /// <typeparam name="TArgument">The type of its argument.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="options">How it is enqueued; without a deduplication key.</param>
    /// <returns>The callback.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule.</exception>
    public static GroupCallback Of<TArgument>(TaskDefinition<TArgument> task, TArgument argument, EnqueueOptions? options = null) =>
        new(new PipelineStage<TArgument>(task, argument, options), takesProgress: false);
}
