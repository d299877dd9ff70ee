using System.Diagnostics;

namespace Streaq.Instrumentation;

/// <summary>A span of Streaq, with the attributes of its task. A value is absent when the span is about more than one task.</summary>
/// <param name="Activity">The span.</param>
public readonly record struct TaskSpan(Activity Activity)
{
    /// <summary>The task's name, such as <c>images.resize</c>.</summary>
    public string? TaskName => Text(AttributeNames.TaskName);

    /// <summary>The task's id.</summary>
    public string? TaskId => Text(AttributeNames.TaskId);

    /// <summary>The queue's name.</summary>
    public string? Queue => Text(AttributeNames.Queue);

    /// <summary>The task's priority.</summary>
    public string? Priority => Text(AttributeNames.Priority);

    /// <summary>The attempt's number, from 1; only on spans of an attempt.</summary>
    public int? Attempt => Activity.GetTagItem(AttributeNames.Attempt) as int?;

    /// <summary>The operation: <c>enqueue</c>, <c>process</c> and so on, the first word of the span's name.</summary>
    public string? Operation => Text(AttributeNames.Operation);

    /// <summary>The worker's id; only on spans of a worker.</summary>
    public string? Worker => Text(AttributeNames.Worker);

    /// <summary>The number of tasks in a read, a claim, a write of outcomes or a batch; only on such spans.</summary>
    public int? TaskCount => Activity.GetTagItem(AttributeNames.BatchCount) as int?;

    /// <summary>The outcome of the attempt or of the aborted task; only on the ended spans of these.</summary>
    public TaskOutcome? Outcome =>
        Text(AttributeNames.Outcome) is { } name && OutcomeNames.TryParse(name, out var outcome) ? outcome : null;

    private string? Text(string name) => Activity.GetTagItem(name) as string;
}
