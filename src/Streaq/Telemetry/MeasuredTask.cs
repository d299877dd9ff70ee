using Streaq.Storage;
using Streaq.Tasks;
using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

using Tags = KeyValuePair<string, object?>[];

/// <summary>The tags for the metrics of a task that succeeds, created once for all tasks of the same name.</summary>
internal sealed class MeasuredTask(QueueTelemetry queue, string name)
{
    private readonly bool _isDefined = DefinedTasks.Contains(name);
    private readonly StoreAddress? _address = queue.Address;
    private Waiting? _waited;

    public string Name => name;

    /// <summary>
    /// Whether the tags are still right: a process may define a task after it has read its name in the store, and the store may move.
    /// </summary>
    public bool IsTrue => ReferenceEquals(_address, queue.Address) && (_isDefined || !DefinedTasks.Contains(name));

    /// <summary>The tags of enqueues that were stored.</summary>
    public Tags Sent { get; } = [.. queue.OperationTags(EnqueueTelemetry.Enqueue, "send", name, errorType: null)];

    /// <summary>The tags of attempts that succeeded.</summary>
    public Tags Processed { get; } =
        [.. queue.OperationTags(ProcessTelemetry.Process, ProcessTelemetry.Process, name, errorType: null, isConsumer: true), Success];

    /// <summary>The tags of tasks that succeeded.</summary>
    public Tags Ended { get; } = [new(Destination, queue.Queue), new(TaskName, NameOf(name)), Success];

    private static KeyValuePair<string, object?> Success => new(Outcome, OutcomeName.For(TaskOutcome.Success));

    /// <summary>
    /// Returns the name of a task in metrics: its own, or <c>_OTHER</c>, the word of the conventions, if this process does not define the
    /// task.
    /// </summary>
    public static string NameOf(string name) => DefinedTasks.Contains(name) ? name : ProcessTelemetry.UnknownTask;

    /// <summary>Returns the tags of the wait in the queue. Most tasks have the same priority as the previous one of their name.</summary>
    public Tags Waited(string priority)
    {
        var waited = _waited;
        if (waited is null || !string.Equals(waited.Priority, priority, StringComparison.Ordinal))
        {
            _waited = waited = new Waiting(priority, [new(Destination, queue.Queue), new(TaskName, NameOf(name)), new(Priority, priority)]);
        }

        return waited.Tags;
    }

    private sealed record Waiting(string Priority, Tags Tags);
}

/// <summary>The tasks measured last. Their number is bounded, so that made-up names can't fill the memory.</summary>
internal sealed class MeasuredTasks(QueueTelemetry queue)
{
    /// <summary>A power of two. Names that share a place replace each other.</summary>
    private const int Places = 64;

    private readonly MeasuredTask?[] _known = new MeasuredTask?[Places];

    public MeasuredTask For(string name)
    {
        ref var place = ref _known[name.GetHashCode(StringComparison.Ordinal) & (Places - 1)];
        var known = Volatile.Read(ref place);
        if (known is not { IsTrue: true } || !string.Equals(known.Name, name, StringComparison.Ordinal))
        {
            known = new MeasuredTask(queue, name);
            Volatile.Write(ref place, known);
        }

        return known;
    }
}
