using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Streaq.Tasks;

/// <summary>
/// The <c>traceparent</c> that a message carries. Its ids are read with the message, since a span needs them. Its text is made on demand;
/// most tasks never need it.
/// </summary>
/// <remarks>A text that is not of version 00 is kept as it is, and parsed when its context is needed.</remarks>
internal sealed class CarriedContext : IEquatable<CarriedContext>
{
    private const int Length = 55;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdef"u8);

    private readonly ActivityTraceId _traceId;
    private readonly ActivitySpanId _spanId;
    private readonly ActivityTraceFlags _flags;
    private string? _text;
    private byte[]? _utf8;

    public CarriedContext(string text) => _text = text;

    public CarriedContext(ActivityContext context) =>
        (_traceId, _spanId, _flags) = (context.TraceId, context.SpanId, context.TraceFlags);

    /// <summary>The context in the W3C format.</summary>
    public string Text => _text ??= $"00-{_traceId.ToHexString()}-{_spanId.ToHexString()}-{(byte)_flags:x2}";

    private bool IsRead => _spanId != default;

    public static CarriedContext Read(ReadOnlySpan<byte> text) =>
        text.Length == Length && text.StartsWith("00-"u8) && text[35] == '-' && text[52] == '-'
        && IsId(text[3..35]) && IsId(text[36..52]) && IsHex(text[53..]) && Utf8Parser.TryParse(text[53..], out byte flags, out _, 'x')
            ? new(new ActivityContext(
                ActivityTraceId.CreateFromUtf8String(text[3..35]),
                ActivitySpanId.CreateFromUtf8String(text[36..52]),
                (ActivityTraceFlags)flags))
            : new(Encoding.UTF8.GetString(text));

    public bool Equals(CarriedContext? other) => string.Equals(Text, other?.Text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as CarriedContext);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>Whether the message carries the given context.</summary>
    public bool Is(ActivityContext context) =>
        _spanId == context.SpanId && _traceId == context.TraceId && _flags == context.TraceFlags;

    /// <summary>Whether the context belongs to the given trace.</summary>
    public bool IsOf(string traceId) =>
        IsRead
            ? string.Equals(_traceId.ToHexString(), traceId, StringComparison.Ordinal)
            : Text.Contains(traceId, StringComparison.Ordinal);

    /// <returns>The context, marked as remote; default when the text can't be parsed.</returns>
    public ActivityContext WithState(string? traceState) =>
        IsRead ? new(_traceId, _spanId, _flags, traceState, isRemote: true)
        : ActivityContext.TryParse(_text, traceState, isRemote: true, out var context) ? context
        : default;

    /// <summary>Returns the text as UTF-8. The caller must not change the array.</summary>
    public byte[] ToUtf8() => _utf8 ??= IsRead ? WriteUtf8() : Encoding.UTF8.GetBytes(Text);

    private byte[] WriteUtf8()
    {
        var bytes = GC.AllocateUninitializedArray<byte>(Length);
        "00-"u8.CopyTo(bytes);
        Encoding.ASCII.GetBytes(_traceId.ToHexString(), bytes.AsSpan(3));
        Encoding.ASCII.GetBytes(_spanId.ToHexString(), bytes.AsSpan(36));
        (bytes[35], bytes[52]) = ((byte)'-', (byte)'-');
        ((byte)_flags).TryFormat(bytes.AsSpan(53), out _, "x2", provider: null);
        return bytes;
    }

    private static bool IsId(ReadOnlySpan<byte> text) => IsHex(text) && text.ContainsAnyExcept((byte)'0');

    private static bool IsHex(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(HexDigits);
}
