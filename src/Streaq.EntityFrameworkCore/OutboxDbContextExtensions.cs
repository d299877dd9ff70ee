using Microsoft.EntityFrameworkCore;
using Streaq.EntityFrameworkCore;

namespace Streaq;

/// <summary>Enqueues tasks in the transaction of a context.</summary>
public static class OutboxDbContextExtensions
{
    /// <summary>
    /// Adds a task with a result to the changes that the context saves. The task enters the queue after <c>SaveChanges</c>, or the
    /// transaction around it, has committed. After a rollback it never does.
    /// </summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="context">A context from the services, with an outbox.</param>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument, serialized now.</param>
    /// <param name="options">How it is enqueued. Times count from now.</param>
    /// <returns>
    /// The task's handle. From the commit until the task is in the queue, its state is <see cref="TaskState.Waiting"/>, and waits for its
    /// result go on. Before the commit, and after a rollback, the state is <see cref="TaskState.NotFound"/>, and a wait throws
    /// <see cref="TaskNotFoundException"/>.
    /// </returns>
    /// <remarks>
    /// The call does everything of an enqueue except the write. It runs the <c>UseEnqueue</c> middleware too: middleware that awaits
    /// something blocks the caller's thread.
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

    /// <summary>Adds a task without a result to the changes that the context saves, like the other overload.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="context">A context from the services, with an outbox.</param>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument, serialized now.</param>
    /// <param name="options">How it is enqueued. Times count from now.</param>
    /// <returns>The task's handle, which finds the task from the commit on.</returns>
    /// <exception cref="InvalidOperationException">The context has no outbox, or its model no table for it.</exception>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument.</exception>
    public static TaskHandle Enqueue<TArgument>(
        this DbContext context, TaskDefinition<TArgument> task, TArgument argument, EnqueueOptions? options = null)
    {
        var outbox = Outbox.Of(context);
        return outbox.Add(context, outbox.Queue.PrepareAsync(task, argument, options));
    }

    /// <summary>Adds a task with a result for each argument to the changes that the context saves.</summary>
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

    /// <summary>Adds a task without a result for each argument to the changes that the context saves.</summary>
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
    /// Returns a handle of a task that any process has enqueued through this outbox. The handle finds the task from the commit on, like the
    /// handle of <c>db.Enqueue</c>. A handle of <see cref="IStreaqClient.Handle"/> finds the task only when it is in the queue.
    /// </summary>
    /// <typeparam name="TResult">The type of its result.</typeparam>
    /// <param name="context">A context from the services, with an outbox.</param>
    /// <param name="taskId">The task's id.</param>
    /// <returns>The handle. The call does not check whether the task exists.</returns>
    /// <exception cref="InvalidOperationException">The context has no outbox, or its model no table for it.</exception>
    /// <exception cref="ArgumentException">The id breaks the rules for names.</exception>
    public static TaskHandle<TResult> Handle<TResult>(this DbContext context, string taskId) =>
        Outbox.Of(context).Queue.Handle<TResult>(taskId);
}
