namespace Streaq;

/// <summary>The progress of a task, as its handler reported it.</summary>
/// <param name="Fraction">From 0, nothing done, to 1, all done.</param>
/// <param name="Note">The handler's note; <see langword="null"/> for none.</param>
/// <param name="ReportedAt">When the report was stored, by Redis's clock.</param>
public sealed record TaskProgress(double Fraction, string? Note, DateTimeOffset ReportedAt);
