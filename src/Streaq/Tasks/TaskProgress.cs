namespace Streaq;

/// <summary>How far a task is, as its handler reported it.</summary>
/// <param name="Fraction">From 0, nothing done, to 1, all done.</param>
/// <param name="Note">What the handler said with it; <see langword="null"/> for nothing.</param>
/// <param name="ReportedAt">When the report was stored, by Redis's clock.</param>
public sealed record TaskProgress(double Fraction, string? Note, DateTimeOffset ReportedAt);
