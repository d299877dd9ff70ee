namespace Streaq.Testing;

/// <summary>Records the enqueued tasks and the spans of one queue, from the creation of its client on.</summary>
/// <param name="enqueued">The tasks that its client enqueues.</param>
/// <param name="queue">The queue's name.</param>
internal sealed class TestQueueRecords(EnqueueLog enqueued, string queue) : IDisposable
{
    public EnqueueLog Enqueued => enqueued;

    public SpanRecorder Spans { get; } = new(queue);

    public void Dispose() => Spans.Dispose();
}
