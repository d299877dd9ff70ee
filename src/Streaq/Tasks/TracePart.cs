namespace Streaq.Tasks;

/// <summary>Some spans of a trace as the store keeps them.</summary>
/// <param name="TraceId">The trace.</param>
/// <param name="Spans">The number of spans.</param>
/// <param name="Dropped">The number of further spans that were left out before.</param>
/// <param name="Bytes">The spans as <see cref="TraceCodec"/> writes them; empty when there are none.</param>
internal sealed record TracePart(string TraceId, int Spans, int Dropped, ReadOnlyMemory<byte> Bytes);
