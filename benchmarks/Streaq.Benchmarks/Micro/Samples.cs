using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Benchmarks.Micro;

/// <summary>The task that all micro-benchmarks use.</summary>
internal static class Samples
{
    public const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    public static readonly TaskDefinition<int, int> Task = new("bench.noop");

    public static TaskMessage Message { get; } = new()
    {
        Id = Guid.CreateVersion7().ToString("N"),
        Name = Task.Name,
        Body = "12345"u8.ToArray(),
        Priority = "normal",
        EnqueuedAt = 1_760_000_000_000,
        ReadyAt = 1_760_000_000_000,
    };

    public static TaskMessage TracedMessage { get; } = Message with { TraceParent = TraceParent, Details = new() { TraceState = "vendor=value", Baggage = "tenant=a" } };

    public static Delivery Delivery { get; } = new(Message, "1760000000000-0"u8.ToArray());

    public static TaskRecord Record { get; } = new()
    {
        Name = Task.Name,
        Outcome = TaskOutcome.Success,
        Attempts = 1,
        EnqueuedAt = 1_760_000_000_000,
        StartedAt = 1_760_000_000_001,
        FinishedAt = 1_760_000_000_002,
        Worker = "host-12345-0a1b2c3d",
        Result = "12345"u8.ToArray(),
    };
}
