using Microsoft.EntityFrameworkCore;
using Streaq.EntityFrameworkCore;

namespace Streaq;

/// <summary>Enqueues pipelines and groups, and changes schedules, in the transaction of a context.</summary>
public static class OutboxWorkflowExtensions
{
    /// <summary>Adds a pipeline to the changes that the context saves. All its stages enter the queue in one step.</summary>
    /// <typeparam name="TResult">The type of the last stage's result.</typeparam>
    /// <param name="context">A context from the services, with an outbox.</param>
    /// <param name="pipeline">
    /// A pipeline from <see cref="IStreaqClient.Pipeline"/> of the same queue. Do not call its <c>EnqueueAsync</c>.
    /// </param>
    /// <returns>A handle of the last stage.</returns>
    /// <exception cref="InvalidOperationException">
    /// The context has no outbox, its model no table for it, or the pipeline is of another queue.
    /// </exception>
    public static TaskHandle<TResult> Enqueue<TResult>(this DbContext context, TaskPipeline<TResult> pipeline)
    {
        var outbox = Outbox.Of(context);
        return outbox.Add(context, outbox.Queue.PrepareAsync(pipeline));
    }

    /// <summary>Adds a pipeline whose last stage has no result to the changes that the context saves, like the other overload.</summary>
    /// <param name="context">A context from the services, with an outbox.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <returns>A handle of the last stage.</returns>
    /// <exception cref="InvalidOperationException">
    /// The context has no outbox, its model no table for it, or the pipeline is of another queue.
    /// </exception>
    public static TaskHandle Enqueue(this DbContext context, TaskPipeline pipeline)
    {
        var outbox = Outbox.Of(context);
        return outbox.Add(context, outbox.Queue.PrepareAsync(pipeline));
    }

    /// <summary>Adds a group of tasks with results to the changes that the context saves, in one row.</summary>
    /// <typeparam name="TArgument">The type of the arguments.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="context">A context from the services, with an outbox.</param>
    /// <param name="task">The task.</param>
    /// <param name="arguments">One for each, serialized now.</param>
    /// <param name="options">How they are enqueued, and what follows.</param>
    /// <returns>The group.</returns>
    /// <exception cref="InvalidOperationException">The context has no outbox, or its model no table for it.</exception>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of an argument.</exception>
    public static TaskGroup<TResult> EnqueueGroup<TArgument, TResult>(
        this DbContext context, TaskDefinition<TArgument, TResult> task, IEnumerable<TArgument> arguments, GroupOptions? options = null)
    {
        var outbox = Outbox.Of(context);
        return outbox.Add(context, outbox.Queue.PrepareGroupAsync(task, arguments, options));
    }

    /// <summary>Adds a group of tasks without results to the changes that the context saves, in one row.</summary>
    /// <typeparam name="TArgument">The type of the arguments.</typeparam>
    /// <param name="context">A context from the services, with an outbox.</param>
    /// <param name="task">The task.</param>
    /// <param name="arguments">One for each, serialized now.</param>
    /// <param name="options">How they are enqueued, and what follows.</param>
    /// <returns>The group.</returns>
    /// <exception cref="InvalidOperationException">The context has no outbox, or its model no table for it.</exception>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of an argument.</exception>
    public static TaskGroup EnqueueGroup<TArgument>(
        this DbContext context, TaskDefinition<TArgument> task, IEnumerable<TArgument> arguments, GroupOptions? options = null)
    {
        var outbox = Outbox.Of(context);
        return outbox.Add(context, outbox.Queue.PrepareGroupAsync(task, arguments, options));
    }

    /// <summary>
    /// Adds a dynamic schedule to the changes that the context saves. It is like a schedule of <c>IStreaqClient.ScheduleAsync</c>. Its
    /// first slot is the next one after the schedule has reached the queue.
    /// </summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="context">A context from the services, with an outbox.</param>
    /// <param name="id">The schedule's id.</param>
    /// <param name="expression">When it fires.</param>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument, serialized now.</param>
    /// <param name="options">How it is fired.</param>
    /// <exception cref="InvalidOperationException">The context has no outbox, or its model no table for it.</exception>
    /// <exception cref="ArgumentException">The expression can't be read, or an option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument.</exception>
    public static void Schedule<TArgument, TResult>(
        this DbContext context,
        string id,
        string expression,
        TaskDefinition<TArgument, TResult> task,
        TArgument argument,
        ScheduleOptions? options = null)
    {
        var outbox = Outbox.Of(context);
        outbox.Add(context, outbox.Queue.PrepareSchedule(id, expression, task, argument, options));
    }

    /// <summary>
    /// Adds a dynamic schedule of a task without a result to the changes that the context saves, like the other overload.
    /// </summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="context">A context from the services, with an outbox.</param>
    /// <param name="id">The schedule's id.</param>
    /// <param name="expression">When it fires.</param>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument, serialized now.</param>
    /// <param name="options">How it is fired.</param>
    /// <exception cref="InvalidOperationException">The context has no outbox, or its model no table for it.</exception>
    /// <exception cref="ArgumentException">The expression can't be read, or an option breaks a rule.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of the argument.</exception>
    public static void Schedule<TArgument>(
        this DbContext context,
        string id,
        string expression,
        TaskDefinition<TArgument> task,
        TArgument argument,
        ScheduleOptions? options = null)
    {
        var outbox = Outbox.Of(context);
        outbox.Add(context, outbox.Queue.PrepareSchedule(id, expression, task, argument, options));
    }

    /// <summary>
    /// Adds the removal of a dynamic schedule to the changes that the context saves. Without such a schedule it has no effect.
    /// </summary>
    /// <param name="context">A context from the services, with an outbox.</param>
    /// <param name="id">The schedule's id.</param>
    /// <exception cref="InvalidOperationException">The context has no outbox, or its model no table for it.</exception>
    /// <exception cref="ArgumentException">The id breaks the rules for names.</exception>
    public static void Unschedule(this DbContext context, string id)
    {
        var outbox = Outbox.Of(context);
        outbox.Add(context, outbox.Queue.PrepareUnschedule(id));
    }
}
