using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace Quickstart;

/// <summary>Keeps every finished span for the tree, in addition to exporters.</summary>
internal sealed class FinishedSpans : BaseProcessor<Activity>
{
    private readonly ConcurrentQueue<Activity> _spans = new();

    public IReadOnlyCollection<Activity> All => _spans;

    public override void OnEnd(Activity data) => _spans.Enqueue(data);
}
