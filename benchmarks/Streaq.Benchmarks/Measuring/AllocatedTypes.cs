using System.Diagnostics.Tracing;

namespace Streaq.Benchmarks.Measuring;

/// <summary>Counts which types are allocated. The runtime reports one allocation in about every 100 KB.</summary>
internal sealed class AllocatedTypes : EventListener
{
    private const EventKeywords GarbageCollection = (EventKeywords)0x1;

    private readonly Dictionary<string, long> _bytes = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public bool Counting { get; set; }

    /// <summary>The share of each type in all bytes, the largest first.</summary>
    public IReadOnlyList<(string Type, double Part)> Parts()
    {
        lock (_gate)
        {
            var all = (double)_bytes.Values.Sum();
            return [.. _bytes.OrderByDescending(pair => pair.Value).Select(pair => (pair.Key, pair.Value / all))];
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
        {
            EnableEvents(eventSource, EventLevel.Verbose, GarbageCollection);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (!Counting || eventData.EventName?.StartsWith("GCAllocationTick", StringComparison.Ordinal) != true)
        {
            return;
        }

        var type = (string)eventData.Payload![eventData.PayloadNames!.IndexOf("TypeName")]!;
        var amount = Convert.ToInt64(eventData.Payload[eventData.PayloadNames.IndexOf("AllocationAmount64")], System.Globalization.CultureInfo.InvariantCulture);
        lock (_gate)
        {
            _bytes[type] = _bytes.GetValueOrDefault(type) + amount;
        }
    }
}
