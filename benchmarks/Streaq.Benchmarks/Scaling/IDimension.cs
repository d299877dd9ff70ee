namespace Streaq.Benchmarks.Scaling;

/// <summary>Something that grows, and what a task costs at each size of it.</summary>
internal interface IDimension
{
    /// <summary>What grows: the heading of the table, and with underscores the word that chooses it on the command line.</summary>
    string Name { get; }

    /// <summary>Measures one size after the other, each as soon as the row before it is taken.</summary>
    IAsyncEnumerable<ScaleRow> MeasureAsync(CancellationToken cancellationToken);
}
