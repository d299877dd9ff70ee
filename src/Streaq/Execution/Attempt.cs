using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Execution;

/// <summary>One attempt: what lives as long as it (its services, cancellation, span) and what came of it.</summary>
/// <remarks>One object for all, since every task has one; handed on by the executor to whoever stores the outcome.</remarks>
internal sealed class Attempt(Delivery delivery, AttemptHost host, TaskRegistration? registration, long startedAt) : IAsyncDisposable
{
    private IServiceScope? _services;
    private ProgressReporter? _progress;
    private int _abortState;

    public Delivery Delivery { get; } = delivery;

    public TaskMessage Message => Delivery.Message;

    /// <summary>The task as this process knows it; <see langword="null"/> when it does not.</summary>
    public TaskRegistration? Registration { get; } = registration;

    public AttemptHost Host => host;

    public string Queue => host.Queue;

    public string Worker => host.Worker;

    public ITaskStore Store => host.Store;

    /// <summary>Unix milliseconds by the store's clock.</summary>
    public long StartedAt { get; } = startedAt;

    public Activity? Activity { get; set; }

    public CancellationToken CancellationToken { get; set; } = host.Stop;

    /// <summary>Made on first use: most tasks need none.</summary>
    public IServiceProvider Services => (_services ??= host.Scopes.CreateScope()).ServiceProvider;

    /// <summary>Whether the attempt has reported how far it is.</summary>
    public bool HasProgress => Volatile.Read(ref _progress) is not null;

    /// <summary>Made on first use: most tasks report nothing.</summary>
    public ProgressReporter Progress => _progress ?? MakeProgress();

    /// <summary>See <see cref="AttemptCancellation"/>.</summary>
    public ref int AbortState => ref _abortState;

    /// <summary>Who wants the task aborted, empty when nothing is traced; <see langword="null"/> when nobody does.</summary>
    public string? AbortedBy { get; set; }

    public bool IsAborted => AbortedBy is not null;

    public TaskOutcome Outcome { get; set; }

    public Exception? Error { get; set; }

    /// <summary>What to store; <see langword="null"/> when the task is left to another worker.</summary>
    public Settlement? Settlement { get; set; }

    private ProgressReporter MakeProgress()
    {
        var reporter = new ProgressReporter(Store.Progress, Worker, Message.Name, Message.Id, host.Time, host.Logger);
        return Interlocked.CompareExchange(ref _progress, reporter, null) ?? reporter;
    }

    /// <summary>Ends the services' scope.</summary>
    public ValueTask DisposeAsync()
    {
        switch (_services)
        {
            case null:
                return ValueTask.CompletedTask;
            case IAsyncDisposable scope:
                return scope.DisposeAsync();
            default:
                _services.Dispose();
                return ValueTask.CompletedTask;
        }
    }
}
