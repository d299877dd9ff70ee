using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>The <c>next</c> of a middleware. Runs the rest of the chain, once or several times.</summary>
/// <param name="depth">The middleware's place in the chain.</param>
/// <param name="target">The place of the inner part.</param>
/// <param name="name">The name of the middleware in messages.</param>
/// <param name="rest">The inner part of the chain.</param>
internal sealed class NextStep(int depth, int target, string name, TaskDelegate rest)
{
    /// <exception cref="ObjectDisposedException">The attempt is over: its task may run elsewhere already.</exception>
    public Task InvokeAsync(TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.IsOver)
        {
            throw new ObjectDisposedException(
                nameof(TaskContext), $"The attempt is over, and the middleware {name} can't call next any more. Await next inside of it.");
        }

        if (context.Depth != depth || context.HasChange)
        {
            return RunApartAsync(context);
        }

        context.Depth = target;
        return rest(context);
    }

    /// <summary>
    /// Runs the inner part on a context of its own. So a change of the middleware applies to the inner part only, and two calls of
    /// <c>next</c> do not affect each other.
    /// </summary>
    private async Task RunApartAsync(TaskContext context)
    {
        var isRepeated = context.Depth != depth;
        if (isRepeated)
        {
            ProcessTelemetry.Repeated(context.Span, name);
        }

        var inside = context.Inside(target, isRepeated);
        try
        {
            await rest(inside).ConfigureAwait(false);
            context.TakeResult(inside);
        }
        finally
        {
            context.TakeDepth(inside);
        }
    }
}
