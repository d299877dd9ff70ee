namespace Streaq.Benchmarks.Scaling;

/// <summary>The figures of one size.</summary>
/// <param name="Size">The size.</param>
/// <param name="Figures">The figures by their names in JSON; the same names in all rows of a dimension.</param>
internal sealed record ScaleRow(int Size, params (string Name, double Value)[] Figures);
