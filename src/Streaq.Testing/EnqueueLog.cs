namespace Streaq.Testing;

/// <summary>What the client of a queue enqueued, in its order.</summary>
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

    /// <summary>The tasks of one kind.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">Which.</param>
    /// <returns>What was enqueued, the first first.</returns>
    public IReadOnlyList<EnqueuedTask<TArgument>> Of<TArgument, TResult>(TaskDefinition<TArgument, TResult> task) => Find<TArgument>(task);

    /// <summary>The tasks of one kind that has no result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="task">Which.</param>
    /// <returns>What was enqueued, the first first.</returns>
    public IReadOnlyList<EnqueuedTask<TArgument>> Of<TArgument>(TaskDefinition<TArgument> task) => Find<TArgument>(task);

    /// <summary>The one task of its kind.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">Which.</param>
    /// <returns>What was enqueued.</returns>
    /// <exception cref="InvalidOperationException">None was enqueued, or several; says what was.</exception>
    public EnqueuedTask<TArgument> One<TArgument, TResult>(TaskDefinition<TArgument, TResult> task) => FindOne<TArgument>(task);

    /// <summary>The one task of its kind that has no result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="task">Which.</param>
    /// <returns>What was enqueued.</returns>
    /// <exception cref="InvalidOperationException">None was enqueued, or several; says what was.</exception>
    public EnqueuedTask<TArgument> One<TArgument>(TaskDefinition<TArgument> task) => FindOne<TArgument>(task);

    /// <summary>Forgets what was enqueued so far, such as by the set-up of a test.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _all.Clear();
        }
    }

    /// <summary>Enqueue middleware that notes what passes.</summary>
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
