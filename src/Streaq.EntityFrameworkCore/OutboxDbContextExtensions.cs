using Microsoft.EntityFrameworkCore;
using Streaq.EntityFrameworkCore;

namespace Streaq;

/// <summary>Enqueues tasks as part of what a context saves.</summary>
public static class OutboxDbContextExtensions
{
    /// <summary>
    /// Adds a task with a result to what the context saves. It enters the queue once <c>SaveChanges</c>, or the transaction around it, has
    /// committed, and never when that rolls back.
    /// </summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="context">A context from the services, with an outbox.</param>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument, serialized now.</param>
    /// <param name="options">How it is enqueued. Times count from now.</param>
    /// <returns>
    /// The task's handle. Between the commit and the queue its state is <see cref="TaskState.Waiting"/>, and its waits go on. Before the
    /// commit, and after a rollback, the state is <see cref="TaskState.NotFound"/>, and a wait throws <see cref="TaskNotFoundException"/>.
    /// </returns>
    /// <remarks>
    /// All of an enqueue but the write is done now, its <c>UseEnqueue</c> middleware too: one that waits blocks the caller's thread.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The context has no outbox, or its model no table for it.</exception>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument.</exception>
    public static TaskHandle<TResult> Enqueue<TArgument, TResult>(
        this DbContext context, TaskDefinition<TArgument, TResult> task, TArgument argument, EnqueueOptions? options = null)
    {
        var outbox = Outbox.Of(context);
        return outbox.Add(context, outbox.Queue.PrepareAsync(task, argument, options));
    }

    /// <summary>Adds a task without a result to what the context saves; as the other overload.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="context">A context from the services, with an outbox.</param>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument, serialized now.</param>
    /// <param name="options">How it is enqueued. Times count from now.</param>
    /// <returns>The task's handle, which finds it from the commit on.</returns>
    /// <exception cref="InvalidOperationException">The context has no outbox, or its model no table for it.</exception>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument.</exception>
    public static TaskHandle Enqueue<TArgument>(
        this DbContext context, TaskDefinition<TArgument> task, TArgument argument, EnqueueOptions? options = null)
    {
        var outbox = Outbox.Of(context);
        return outbox.Add(context, outbox.Queue.PrepareAsync(task, argument, options));
    }

    /// <summary>Adds a task with a result for each argument to what the context saves.</summary>
    /// <typeparam name="TArgument">The type of the arguments.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="context">A context from the services, with an outbox.</param>
    /// <param name="task">The task.</param>
    /// <param name="arguments">One for each, serialized now.</param>
    /// <param name="options">How each is enqueued; without an id and a deduplication key.</param>
    /// <returns>The handles, in the order of the arguments.</returns>
    /// <exception cref="InvalidOperationException">The context has no outbox, or its model no table for it.</exception>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of an argument.</exception>
    public static IReadOnlyList<TaskHandle<TResult>> EnqueueMany<TArgument, TResult>(
        this DbContext context, TaskDefinition<TArgument, TResult> task, IEnumerable<TArgument> arguments, EnqueueOptions? options = null)
    {
        var outbox = Outbox.Of(context);
        return outbox.AddMany(context, outbox.Queue.PrepareManyAsync(task, arguments, options));
    }

    /// <summary>Adds a task without a result for each argument to what the context saves.</summary>
    /// <typeparam name="TArgument">The type of the arguments.</typeparam>
    /// <param name="context">A context from the services, with an outbox.</param>
    /// <param name="task">The task.</param>
    /// <param name="arguments">One for each, serialized now.</param>
    /// <param name="options">How each is enqueued; without an id and a deduplication key.</param>
    /// <returns>The handles, in the order of the arguments.</returns>
    /// <exception cref="InvalidOperationException">The context has no outbox, or its model no table for it.</exception>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of an argument.</exception>
    public static IReadOnlyList<TaskHandle> EnqueueMany<TArgument>(
        this DbContext context, TaskDefinition<TArgument> task, IEnumerable<TArgument> arguments, EnqueueOptions? options = null)
    {
        var outbox = Outbox.Of(context);
        return outbox.AddMany(context, outbox.Queue.PrepareManyAsync(task, arguments, options));
    }

    /// <summary>
    /// Makes a handle of a task that any process has enqueued through this outbox. The handle finds the task from the commit on, like that
    /// of <c>db.Enqueue</c>. The handle of <see cref="IStreaqClient.Handle"/> finds it only once it is in the queue.
    /// </summary>
    /// <typeparam name="TResult">The type of its result.</typeparam>
    /// <param name="context">A context from the services, with an outbox.</param>
    /// <param name="taskId">The task's id.</param>
    /// <returns>The handle; whether there is such a task shows when it is used.</returns>
    /// <exception cref="InvalidOperationException">The context has no outbox, or its model no table for it.</exception>
    /// <exception cref="ArgumentException">The id breaks the rules for names.</exception>
    public static TaskHandle<TResult> Handle<TResult>(this DbContext context, string taskId) =>
        Outbox.Of(context).Queue.Handle<TResult>(taskId);
}
