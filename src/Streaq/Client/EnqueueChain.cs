using Streaq.Execution;

namespace Streaq.Client;

/// <summary>The middleware around the enqueue of one task, the first registered outermost.</summary>
/// <param name="steps">The middleware.</param>
/// <param name="metadata">The metadata of the task's mapping.</param>
/// <param name="root">The application's root service provider.</param>
internal sealed class EnqueueChain(IEnumerable<EnqueueStep> steps, TaskMetadata metadata, IServiceProvider root)
{
    private readonly EnqueueStep[] _steps = [.. steps];

    public bool IsEmpty => _steps.Length == 0;

    public TaskMetadata Metadata => metadata;

    /// <summary>The service provider of the attempt in which the caller runs, otherwise the application's.</summary>
    public IServiceProvider Services => AmbientTask.Current is { } running ? running.Services : root;

    /// <summary>Runs the middleware, then <paramref name="write"/>.</summary>
    /// <returns>Whether the task was written; if not, <see cref="EnqueueContext.Handle"/> is set.</returns>
    /// <exception cref="InvalidOperationException">A middleware neither called <c>next</c> nor set a handle.</exception>
    public async Task<bool> RunAsync(EnqueueContext context, EnqueueDelegate write)
    {
        var written = false;
        EnqueueDelegate next = async inner =>
        {
            written = true;
            await write(inner).ConfigureAwait(false);
        };
        for (var i = _steps.Length - 1; i >= 0; i--)
        {
            var (step, rest) = (_steps[i], next);
            next = inner => step.Invoke(inner, rest);
        }

        await next(context).ConfigureAwait(false);
        return written || (context.Handle is not null
            ? false
            : throw new InvalidOperationException(
                $"Task '{context.Task.Name}' was not enqueued: a UseEnqueue middleware neither called next nor set Handle. Throw an "
                + "exception of your own to refuse a task."));
    }
}
