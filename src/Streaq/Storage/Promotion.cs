namespace Streaq.Storage;

/// <summary>The result of a promotion.</summary>
/// <param name="Count">The number of tasks that became ready.</param>
/// <param name="NextDueIn">Time until the next one is due; <see langword="null"/> when none is scheduled.</param>
internal readonly record struct Promotion(int Count, TimeSpan? NextDueIn);
