namespace Streaq.Workers;

/// <summary>The members of the thread pool that a worker uses.</summary>
internal interface IWorkPool
{
    /// <summary>The number of work items completed since the process started.</summary>
    long Completed { get; }

    int Threads { get; }

    /// <summary>The number of work items that wait for a thread.</summary>
    long Waiting { get; }

    void Run(Action work);

    /// <summary>Raises the minimum number of threads. Below it, the pool starts a thread as soon as a work item waits.</summary>
    /// <returns>Whether the minimum was raised.</returns>
    bool RaiseMinimum(int threads);
}

/// <summary>The thread pool of this process.</summary>
internal sealed class WorkPool : IWorkPool
{
    public static WorkPool Instance { get; } = new();

    public long Completed => ThreadPool.CompletedWorkItemCount;

    public int Threads => ThreadPool.ThreadCount;

    public long Waiting => ThreadPool.PendingWorkItemCount;

    public void Run(Action work) => ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false);

    public bool RaiseMinimum(int threads)
    {
        ThreadPool.GetMinThreads(out var least, out var completionPorts);
        return threads > least && ThreadPool.SetMinThreads(threads, completionPorts);
    }
}
