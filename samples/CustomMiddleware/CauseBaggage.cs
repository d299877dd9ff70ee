using System.Diagnostics;
using Streaq;

/// <summary>Adds baggage. Tasks that the handler enqueues and calls that it makes carry it.</summary>
internal static class CauseBaggage
{
    public static Task InvokeAsync(TaskContext context, TaskDelegate next)
    {
        // Keeps baggage that came with the task: the first task of a chain is the cause of all others.
        if (Activity.Current is { } span && span.GetBaggageItem("billing.cause") is null)
        {
            span.AddBaggage("billing.cause", context.TaskName);
        }

        return next(context);
    }
}
