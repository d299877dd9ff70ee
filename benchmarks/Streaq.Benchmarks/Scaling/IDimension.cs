namespace Streaq.Benchmarks.Scaling;

/// <summary>Something that grows, and the cost of a task at each size.</summary>
internal interface IDimension
{
    /// <summary>What grows: the heading of the table, and with underscores the word that chooses it on the command line.</summary>
    string Name { get; }

    /// <summary>Measures one size after the other, each when the caller requests the next row.</summary>
    IAsyncEnumerable<ScaleRow> MeasureAsync(CancellationToken cancellationToken);
}
