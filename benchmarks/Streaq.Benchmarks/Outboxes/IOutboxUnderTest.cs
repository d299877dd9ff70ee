namespace Streaq.Benchmarks.Outboxes;

/// <summary>An application that saves a sale and has a task run for it.</summary>
internal interface IOutboxUnderTest : IAsyncDisposable
{
    /// <summary>Counts the tasks; <see langword="null"/> for an application that only saves.</summary>
    Arrivals? Arrivals { get; }

    /// <summary>Returns when the sale is committed, and all is done that the caller has to wait for.</summary>
    Task SaveAsync(CancellationToken cancellationToken);
}
