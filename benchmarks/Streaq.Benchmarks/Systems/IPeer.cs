using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Systems;

/// <summary>A system in this process, ready to open queues.</summary>
internal interface IPeer : IAsyncDisposable
{
    /// <summary>Opens a new, empty queue.</summary>
    /// <param name="name">Its name, which another process may use as well.</param>
    /// <param name="tasks">How many tasks it gets.</param>
    Task<IQueueUnderTest> OpenAsync(string name, int tasks);
}
