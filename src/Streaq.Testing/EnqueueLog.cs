namespace Streaq.Testing;

/// <summary>The tasks that the client of a queue has enqueued, in order.</summary>
public sealed class EnqueueLog
{
    private readonly Lock _gate = new();
    private readonly List<EnqueuedTask> _all = [];

    /// <summary>All tasks.</summary>
    public IReadOnlyList<EnqueuedTask> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _all];
            }
        }
    }

    /// <summary>Returns the enqueued tasks of a definition.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The definition.</param>
    /// <returns>The tasks, in the order in which they were enqueued.</returns>
    public IReadOnlyList<EnqueuedTask<TArgument>> Of<TArgument, TResult>(TaskDefinition<TArgument, TResult> task) => Find<TArgument>(task);

    /// <summary>Returns the enqueued tasks of a definition without a result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="task">The definition.</param>
    /// <returns>The tasks, in the order in which they were enqueued.</returns>
    public IReadOnlyList<EnqueuedTask<TArgument>> Of<TArgument>(TaskDefinition<TArgument> task) => Find<TArgument>(task);

    /// <summary>Returns the only enqueued task of a definition.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The definition.</param>
    /// <returns>The task.</returns>
    /// <exception cref="InvalidOperationException">None was enqueued, or several. The message lists what was enqueued.</exception>
    public EnqueuedTask<TArgument> One<TArgument, TResult>(TaskDefinition<TArgument, TResult> task) => FindOne<TArgument>(task);

    /// <summary>Returns the only enqueued task of a definition without a result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="task">The definition.</param>
    /// <returns>The task.</returns>
    /// <exception cref="InvalidOperationException">None was enqueued, or several. The message lists what was enqueued.</exception>
    public EnqueuedTask<TArgument> One<TArgument>(TaskDefinition<TArgument> task) => FindOne<TArgument>(task);

    /// <summary>Removes all tasks so far, such as those of a test's set-up.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _all.Clear();
        }
    }

    /// <summary>Records each task, as enqueue middleware.</summary>
    internal async Task RecordAsync(EnqueueContext context, EnqueueDelegate next)
    {
        await next(context).ConfigureAwait(false);
        lock (_gate)
        {
            _all.Add(new EnqueuedTask(
                context.Task,
                context.TaskId,
                context.Arguments,
                context.Options,
                new Dictionary<string, string>(context.Headers, StringComparer.OrdinalIgnoreCase)));
        }
    }

    private List<EnqueuedTask<TArgument>> Find<TArgument>(TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return
        [
            .. All.Where(enqueued => string.Equals(enqueued.Task.Name, task.Name, StringComparison.Ordinal))
                .Select(enqueued => new EnqueuedTask<TArgument>(
                    enqueued.Task, enqueued.TaskId, (TArgument)enqueued.Argument!, enqueued.Options, enqueued.Headers)),
        ];
    }

    private EnqueuedTask<TArgument> FindOne<TArgument>(TaskDefinition task)
    {
        var found = Find<TArgument>(task);
        if (found.Count == 1)
        {
            return found[0];
        }

        var kinds = All.CountBy(enqueued => enqueued.Task.Name).Select(kind => $"{kind.Value} of '{kind.Key}'").ToList();
        throw new InvalidOperationException(
            $"Expected one task '{task.Name}' to be enqueued, but there were {found.Count}. Enqueued: "
            + $"{(kinds.Count == 0 ? "nothing" : string.Join(", ", kinds))}.");
    }
}
