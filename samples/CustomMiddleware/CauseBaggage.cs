using System.Diagnostics;
using Streaq;

/// <summary>Adds baggage: what the handler enqueues or calls from here on carries it, and the next task finds it.</summary>
internal static class CauseBaggage
{
    public static Task InvokeAsync(TaskContext context, TaskDelegate next)
    {
        // What came with the task stays: the first task of a chain is the cause of all others.
        if (Activity.Current is { } span && span.GetBaggageItem("billing.cause") is null)
        {
            span.AddBaggage("billing.cause", context.TaskName);
        }

        return next(context);
    }
}
