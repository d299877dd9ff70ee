using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Execution;

/// <summary>What lives as long as one attempt: its services, its cancellation, its span.</summary>
internal sealed class AttemptScope(IServiceScopeFactory scopes, string queue, string worker, long startedAt, CancellationToken cancellation) : IAsyncDisposable
{
    private AsyncServiceScope? _services;

    public string Queue { get; } = queue;

    public string Worker { get; } = worker;

    /// <summary>Unix milliseconds by the store's clock.</summary>
    public long StartedAt { get; } = startedAt;

    public Activity? Activity { get; set; }

    public CancellationToken CancellationToken { get; set; } = cancellation;

    /// <summary>Made on first use: most tasks need none.</summary>
    public IServiceProvider Services => (_services ??= scopes.CreateAsyncScope()).ServiceProvider;

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;
}
