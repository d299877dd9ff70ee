namespace Streaq.Client;

/// <summary>The middleware of <c>UseEnqueue</c> around the write, the first registered outermost.</summary>
internal sealed class EnqueueChain(IReadOnlyList<Func<EnqueueContext, EnqueueDelegate, Task>> middleware)
{
    public bool IsEmpty => middleware.Count == 0;

    /// <summary>Runs the chain; <paramref name="write"/> is its end.</summary>
    /// <exception cref="InvalidOperationException">A middleware did not call <c>next</c>.</exception>
    public async Task RunAsync(EnqueueContext context, EnqueueDelegate write)
    {
        var written = false;
        EnqueueDelegate next = async inner =>
        {
            written = true;
            await write(inner).ConfigureAwait(false);
        };
        for (var i = middleware.Count - 1; i >= 0; i--)
        {
            var (step, rest) = (middleware[i], next);
            next = inner => step(inner, rest);
        }

        await next(context).ConfigureAwait(false);
        if (!written)
        {
            throw new InvalidOperationException(
                $"Task '{context.Task.Name}' was not enqueued: a UseEnqueue middleware did not call next. Throw an exception of your "
                + "own to refuse a task.");
        }
    }
}
