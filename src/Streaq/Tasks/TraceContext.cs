using System.Buffers;

namespace Streaq.Tasks;

/// <summary>The two ids in a stored <c>traceparent</c>.</summary>
/// <param name="TraceId">32 hexadecimal digits.</param>
/// <param name="SpanId">16 hexadecimal digits.</param>
internal sealed record TraceContext(string TraceId, string SpanId)
{
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <returns><see langword="null"/> when the text is not a <c>traceparent</c>.</returns>
    public static TraceContext? Parse(string? traceParent) =>
        traceParent is { Length: 55 } && traceParent[2] == '-' && traceParent[35] == '-' && traceParent[52] == '-'
        && IsHex(traceParent.AsSpan(3, 32)) && IsHex(traceParent.AsSpan(36, 16))
            ? new(traceParent[3..35], traceParent[36..52])
            : null;

    public static bool IsTraceId(string? text) => text is { Length: 32 } && IsHex(text);

    public static bool IsSpanId(string? text) => text is { Length: 16 } && IsHex(text);

    private static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Hex) && text.ContainsAnyExcept('0');
}
