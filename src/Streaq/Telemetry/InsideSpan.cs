using System.Diagnostics;

namespace Streaq.Telemetry;

/// <summary>Makes a span the current one until this is disposed. Does nothing without a span.</summary>
internal readonly ref struct InsideSpan
{
    private readonly GuardedSpan _span;
    private readonly Activity? _before;

    public InsideSpan(GuardedSpan span)
    {
        (_span, _before) = (span, Spans.Current);
        span.MakeCurrent();
    }

    public void Dispose() => _span.GiveBack(_before);
}
