using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Systems;

/// <summary>A system in this process, ready to open queues.</summary>
internal interface IPeer : IAsyncDisposable
{
    /// <summary>Opens a new, empty queue.</summary>
    Task<IQueueUnderTest> OpenAsync(int tasks);
}
