namespace Streaq.Benchmarks.Measuring;

/// <summary>Medians and percentiles.</summary>
internal static class Statistics
{
    public static double Median<T>(this IEnumerable<T> items, Func<T, double> value) => Percentile([.. items.Select(value)], 50);

    /// <summary>The value below which <paramref name="percent"/> of all lie, interpolated between neighbours.</summary>
    public static double Percentile(double[] values, double percent)
    {
        if (values.Length == 0)
        {
            return double.NaN;
        }

        Array.Sort(values);
        var position = percent / 100 * (values.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, values.Length - 1);
        return values[below] + (values[above] - values[below]) * (position - below);
    }
}
