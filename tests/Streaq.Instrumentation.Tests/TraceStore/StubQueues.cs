using System.Reflection;

namespace Streaq.Instrumentation.Tests.TraceStore;

/// <summary>One queue whose client only records which traces are to be kept.</summary>
internal sealed class StubQueues : IStreaqQueues, ITaskTraces
{
    private TaskCompletionSource _kept = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StubQueues()
    {
        var client = DispatchProxy.Create<IStreaqClient, Client>();
        ((Client)client).Traces = this;
        All = [new StreaqQueue(Key: null, Spans.Queue, client)];
    }

    public IReadOnlyList<StreaqQueue> All { get; }

    public List<IReadOnlyList<TaskTrace>> Calls { get; } = [];

    /// <summary>Traces that another process has kept.</summary>
    public List<string> Others { get; } = [];

    /// <summary>Makes calls fail.</summary>
    public Func<Task<KeptTraces>>? Away { get; set; }

    /// <summary>Completes with the next call.</summary>
    public Task NextAsync() => _kept.Task.WaitAsync(QueueHost.Patience);

    public Task<KeptTraces> KeepAsync(
        IReadOnlyList<TaskTrace> traces, TraceBudget budget, long since = 0, CancellationToken cancellationToken = default)
    {
        Calls.Add(traces);
        var done = _kept;
        _kept = new(TaskCreationOptions.RunContinuationsAsynchronously);
        done.SetResult();
        return Away is { } fail
            ? fail()
            : Task.FromResult(new KeptTraces([.. traces.Select(trace => trace.TraceId), .. Others], Calls.Count));
    }

    public Task<IReadOnlyList<TaskTrace>> FindAsync(IReadOnlyList<string> traceIds, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<TaskTrace>>([]);

    public class Client : DispatchProxy
    {
        public object? Traces { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod?.Name == "get_Traces" ? Traces : throw new NotSupportedException(targetMethod?.Name);
    }
}
