using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>What a middleware gets as <c>next</c>: the rest of the chain, once or again.</summary>
/// <param name="depth">The middleware's place in the chain.</param>
/// <param name="target">The place of what is further in.</param>
/// <param name="name">What messages call the middleware.</param>
/// <param name="rest">What is further in.</param>
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
    /// Runs on a context of its own. So a change of the middleware holds only further in, and two calls of <c>next</c> do not see each
    /// other.
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
