namespace Streaq.Storage;

/// <summary>What a promotion did.</summary>
/// <param name="Count">How many tasks became ready.</param>
/// <param name="NextDueIn">Time until the next one is due; <see langword="null"/> when none is scheduled.</param>
internal readonly record struct Promotion(int Count, TimeSpan? NextDueIn);
