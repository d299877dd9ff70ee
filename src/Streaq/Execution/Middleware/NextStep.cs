using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>What a middleware gets as <c>next</c>: the rest of the chain, once or again.</summary>
/// <param name="depth">The middleware's place in the chain.</param>
/// <param name="target">The place of what is further in.</param>
/// <param name="name">What messages call the middleware.</param>
/// <param name="rest">What is further in.</param>
internal sealed class NextStep(int depth, int target, string name, TaskDelegate rest)
{
    public Task InvokeAsync(TaskContext context)
    {
        if (context.Depth != depth || context.HasChange)
        {
            return RunApartAsync(context);
        }

        context.Depth = target;
        return rest(context);
    }

    /// <summary>
    /// On a context of its own, so that what the middleware has changed is so for what is further in alone, and two calls of
    /// <c>next</c> know nothing of each other.
    /// </summary>
    private async Task RunApartAsync(TaskContext context)
    {
        if (context.Depth != depth)
        {
            ProcessTelemetry.Repeated(context.Span, name);
        }

        var inside = context.Inside(target);
        await rest(inside).ConfigureAwait(false);
        context.Take(inside);
    }
}
