using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Silent.Tests;

/// <summary>Without a listener, telemetry allocates no byte for a task. Each case is a telemetry call of an enqueue or attempt.</summary>
public sealed class AllocationTests
{
    private const int Calls = 1_000;

    private static readonly QueueTelemetry Queue = new()
    {
        Queue = "silent",
        TraceAck = true,
        TraceReceive = true,
        TraceWait = true,
        Address = new StoreAddress("localhost", 6379),
    };

    private static readonly TaskMessage Message = new() { Id = "1", Name = "work", Body = default, Priority = "normal", EnqueuedAt = 1, ReadyAt = 1 };
    private static readonly Delivery Delivery = new(Message, []);
    private static readonly List<Delivery> Deliveries = [Delivery];
    private static readonly RetrySettlement RetrySettlement = new(Delivery, Message, TimeSpan.Zero);
    private static readonly InvalidOperationException Error = new("It broke.");

    private static readonly EnqueueTelemetry Enqueue = new(Queue);
    private static readonly ProcessTelemetry Process = new(Queue);
    private static readonly SettleTelemetry Settle = new(Queue);
    private static readonly ReceiveTelemetry Receive = new(Queue);
    private static readonly WorkerTelemetry Worker = new(Queue);
    private static readonly WaitTelemetry Wait = new(Queue);

    private static readonly Dictionary<string, Action> Cases = new()
    {
        ["enqueue: start"] = static () => Enqueue.Start(AnnouncedTask.Of(Message), scheduled: false, given: default),
        ["schedule: start"] = static () => Enqueue.Start(AnnouncedTask.Of(Message), scheduled: true, given: default),
        ["batch: create spans?"] = static () => Enqueue.CreatesEach(10),
        ["batch: start"] = static () => Enqueue.StartBatch("work", 10, created: null, given: default),
        ["enqueue: sent"] = static () => Enqueue.Sent("work", 1, 0.001, error: null),
        ["enqueue: failed"] = static () => Enqueue.Sent("work", 1, 0.001, Error),
        ["propagation: inject"] = static () => Propagation.Inject(activity: null, headers: null, Queue, out _),
        ["propagation: pass on"] = static () => Propagation.PassOn(Message, headers: null, out _),
        ["propagation: extract"] = static () => Propagation.Extract(Message, Queue.Listeners),
        ["process: start"] = static () => Process.Start(Message, "worker", maxAttempts: 3, now: 2),
        ["process: end"] = static () => Process.End(span: default, TaskOutcome.Success, error: null, abortedBy: null),
        ["process: failed"] = static () => Process.End(span: default, TaskOutcome.Failure, Error, abortedBy: null),
        ["process: lost"] = static () => Process.End(span: default, TaskOutcome.LeaseLost, Error, abortedBy: null),
        ["process: measure"] = static () => Process.Measure(Message, isKnown: true, TaskOutcome.Success, error: null, seconds: 0.1, startedAt: 2),
        ["process: measure a retry"] = static () => Process.Measure(Message, isKnown: false, TaskOutcome.Retry, Error, seconds: 0.1, startedAt: 2),
        ["settle: start"] = static () => Settle.Start(RetrySettlement, attempt: default, "worker"),
        ["settle: ack"] = static () => Settle.StartAck("worker", 10),
        ["settle: settled"] = static () => Settle.Settled(ack: default, 0.001, hasLease: true),
        ["settle: failed"] = static () => Settle.Failed(ack: default, 0.001, Error),
        ["receive: received"] = static () => Receive.Received("worker", Deliveries, default, 0.001),
        ["receive: failed"] = static () => Receive.Failed("worker", default, 0.001, Error),
        ["worker: attempt"] = static () =>
        {
            Worker.AttemptBegan();
            Worker.AttemptEnded();
        },
        ["worker: lease lost"] = static () => Worker.LeaseLost(),
        ["wait: start"] = static () => Wait.Start("1", "work"),
        ["store: failed"] = static () => Queue.StoreFailed(Error),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Telemetry_WithoutListeners_AllocatesNothing(string name)
    {
        var call = Cases[name];
        Repeat(call);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(call);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Process_WithoutAListener_IsNotMeasured()
    {
        Assert.False(Spans.AreHeard);
        Assert.False(TaskMetrics.AnyProcess || TaskMetrics.AnyOperation || QueueGauges.Enabled);
    }

    private static void Repeat(Action call)
    {
        for (var i = 0; i < Calls; i++)
        {
            call();
        }
    }
}
