namespace Streaq.Workers;

/// <summary>What a worker asks of the thread pool of its process.</summary>
internal interface IWorkPool
{
    /// <summary>How many work items have been run, ever.</summary>
    long Completed { get; }

    int Threads { get; }

    /// <summary>How many work items wait for a thread.</summary>
    long Waiting { get; }

    void Run(Action work);

    /// <summary>Below its minimum the pool starts a thread as soon as something waits.</summary>
    /// <returns>Whether it was lower.</returns>
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
