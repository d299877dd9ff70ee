namespace Streaq.Testing;

/// <summary>What the kit notes of one queue, from the moment at which its client is made.</summary>
/// <param name="enqueued">What its client enqueues.</param>
/// <param name="queue">The queue's name.</param>
internal sealed class TestQueueRecords(EnqueueLog enqueued, string queue) : IDisposable
{
    public EnqueueLog Enqueued => enqueued;

    public SpanRecorder Spans { get; } = new(queue);

    public void Dispose() => Spans.Dispose();
}
