namespace Streaq;

/// <summary>Enqueues tasks that have no argument.</summary>
public static class StreaqClientExtensions
{
    /// <summary>Enqueues a task without an argument.</summary>
    /// <param name="client">The client of the queue.</param>
    /// <param name="task">The task.</param>
    /// <param name="options">The enqueue options.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The task's handle.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public static Task<TaskHandle> EnqueueAsync(
        this IStreaqClient client,
        TaskDefinition<NoArgument> task,
        EnqueueOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.EnqueueAsync(task, argument: null!, options, cancellationToken);
    }

    /// <summary>Enqueues a task without an argument that has a result.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="client">The client of the queue.</param>
    /// <param name="task">The task.</param>
    /// <param name="options">The enqueue options.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The task's handle.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public static Task<TaskHandle<TResult>> EnqueueAsync<TResult>(
        this IStreaqClient client,
        TaskDefinition<NoArgument, TResult> task,
        EnqueueOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.EnqueueAsync(task, argument: null!, options, cancellationToken);
    }

    /// <summary>Adds a dynamic schedule that fires a task without an argument.</summary>
    /// <param name="client">The client of the queue.</param>
    /// <param name="id">The schedule's id; a schedule with that id is replaced.</param>
    /// <param name="expression">See <see cref="StreaqBuilder.Cron"/>.</param>
    /// <param name="task">The task.</param>
    /// <param name="options">The options of the schedule.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>A task that completes when the schedule is stored.</returns>
    /// <exception cref="ArgumentException">The id, the expression or an option breaks a rule.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public static Task ScheduleAsync(
        this IStreaqClient client,
        string id,
        string expression,
        TaskDefinition<NoArgument> task,
        ScheduleOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.ScheduleAsync(id, expression, task, argument: null!, options, cancellationToken);
    }
}
