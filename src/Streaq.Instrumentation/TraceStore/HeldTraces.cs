using System.Diagnostics.CodeAnalysis;

namespace Streaq.Instrumentation;

/// <summary>The undecided traces, up to <see cref="MostBytes"/> and <see cref="Longest"/>. The oldest are dropped first.</summary>
internal sealed class HeldTraces(TimeProvider time)
{
    public const int MostBytes = 8 * 1024 * 1024;

    /// <summary>The longest time that a trace is held. By default, an older task begins its own trace (<c>MaxParentAge</c>).</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, LinkedListNode<HeldTrace>> _byId = new(StringComparer.Ordinal);
    private readonly LinkedList<HeldTrace> _inOrder = new();

    public int Bytes { get; private set; }

    /// <summary>The queues of their tasks.</summary>
    public IEnumerable<string> Queues => _inOrder.SelectMany(trace => trace.Queues).Distinct(StringComparer.Ordinal);

    public HeldTrace Add(string traceId, TraceSpan span)
    {
        if (!_byId.TryGetValue(traceId, out var node))
        {
            _byId.Add(traceId, node = _inOrder.AddLast(new HeldTrace(traceId, time.GetTimestamp())));
        }

        Bytes += node.Value.Add(span);
        while (Bytes > MostBytes && _inOrder.First is { } oldest && oldest != node)
        {
            Take(oldest.Value.Id, out _);
        }

        return node.Value;
    }

    public bool Take(string traceId, [NotNullWhen(true)] out HeldTrace? trace)
    {
        trace = null;
        if (!_byId.Remove(traceId, out var node))
        {
            return false;
        }

        _inOrder.Remove(node);
        trace = node.Value;
        Bytes -= trace.Bytes;
        return true;
    }

    public void Forget()
    {
        while (_inOrder.First is { } oldest && time.GetElapsedTime(oldest.Value.Since) >= Longest)
        {
            Take(oldest.Value.Id, out _);
        }
    }
}
