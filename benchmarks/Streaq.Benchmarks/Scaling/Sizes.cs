namespace Streaq.Benchmarks.Scaling;

/// <summary>The sizes that trials begin with.</summary>
internal static class Sizes
{
    /// <summary>Tasks of a trial whose size is not a number of tasks.</summary>
    public const int Tasks = 20_000;

    /// <summary>Attempts at a time of one worker.</summary>
    public const int Concurrency = 32;

    private static readonly int[] Thousands = [1_000, 10_000, 100_000, 1_000_000];

    /// <summary>The powers of ten from a thousand to this.</summary>
    public static IEnumerable<int> UpTo(int max) => Thousands.Where(size => size <= max);
}
