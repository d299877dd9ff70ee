namespace Streaq.Benchmarks.Outboxes;

/// <summary>An application that saves a sale and enqueues a task for it.</summary>
internal interface IOutboxUnderTest : IAsyncDisposable
{
    /// <summary>Counts the tasks; <see langword="null"/> for an application that only saves.</summary>
    Arrivals? Arrivals { get; }

    /// <summary>Returns when the sale is committed and everything is done that the caller must wait for.</summary>
    Task SaveAsync(CancellationToken cancellationToken);
}
