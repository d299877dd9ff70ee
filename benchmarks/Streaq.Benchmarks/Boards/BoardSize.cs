namespace Streaq.Benchmarks.Boards;

/// <summary>The contents of the queue that a dashboard shows.</summary>
/// <param name="Ready">Tasks that are ready.</param>
/// <param name="Scheduled">Tasks that are due later.</param>
/// <param name="Dead">Dead letters.</param>
/// <param name="Workers">Workers with a lease, each of which holds a task.</param>
internal sealed record BoardSize(int Ready, int Scheduled, int Dead, int Workers)
{
    public static readonly BoardSize Ten = new(10, 10, 10, 10);
}
