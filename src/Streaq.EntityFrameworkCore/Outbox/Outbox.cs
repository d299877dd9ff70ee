using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Streaq.EntityFrameworkCore;

/// <summary>The outbox of one type of context. <c>db.Enqueue</c> writes to it, and the relay reads from it.</summary>
internal abstract class Outbox : IDisposable
{
    private readonly Lazy<IDeferredEnqueue> _queue;
    private readonly Lazy<IStreaqClient> _client;
    private readonly Lazy<string> _name;

    protected Outbox(string? key, IServiceProvider provider)
    {
        Time = provider.GetService<TimeProvider>() ?? TimeProvider.System;
        // Lazy, since the first context may be created before the options of the queue are complete.
        _queue = new(() => (key is null
            ? provider.GetRequiredService<IDeferredEnqueue>()
            : provider.GetRequiredKeyedService<IDeferredEnqueue>(key)).KeptIn(new OutboxLookUp(TableIn(provider), this)));
        _client = new(() => key is null
            ? provider.GetRequiredService<IStreaqClient>()
            : provider.GetRequiredKeyedService<IStreaqClient>(key));
        _name = new(() => provider.GetRequiredService<IOptionsMonitor<StreaqOptions>>().Get(key ?? Options.DefaultName).Queue);
        Interceptor = new OutboxInterceptor(this);
        Metrics = new OutboxMetrics(_name, Time);
    }

    public TimeProvider Time { get; }

    public IDeferredEnqueue Queue => _queue.Value;

    public IStreaqClient Client => _client.Value;

    public string QueueName => _name.Value;

    /// <summary>Signals that rows were committed.</summary>
    public CommitSignal Committed { get; } = new();

    /// <summary>The interceptor of every context with this outbox.</summary>
    public OutboxInterceptor Interceptor { get; }

    public OutboxMetrics Metrics { get; }

    /// <exception cref="InvalidOperationException">The context has no outbox, or its model no table for it.</exception>
    public static Outbox Of(DbContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var name = context.GetType().Name;
        var outbox = context.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.Interceptors?
            .OfType<OutboxInterceptor>().FirstOrDefault()?.Outbox
            ?? throw new InvalidOperationException(
                $"{name} has no outbox. Call streaq.AddOutbox<{name}>(), and get the context from the application's services.");
        return context.Model.FindEntityType(typeof(OutboxRow)) is not null
            ? outbox
            : throw new InvalidOperationException(
                $"The model of {name} has no table for the outbox. Call modelBuilder.AddStreaqOutbox() in OnModelCreating, and add a "
                + "migration.");
    }

    public THandle Add<THandle>(DbContext context, ValueTask<DeferredTask<THandle>> preparing) where THandle : TaskHandle
    {
        var task = Await(preparing);
        Add(context, task.Message);
        return task.Handle;
    }

    public IReadOnlyList<THandle> AddMany<THandle>(DbContext context, ValueTask<IReadOnlyList<DeferredTask<THandle>>> preparing)
        where THandle : TaskHandle
    {
        var tasks = Await(preparing);
        foreach (var task in tasks)
        {
            Add(context, task.Message);
        }

        return [.. tasks.Select(task => task.Handle)];
    }

    public TGroup Add<TGroup>(DbContext context, ValueTask<DeferredGroup<TGroup>> preparing) where TGroup : TaskGroup
    {
        var group = Await(preparing);
        Add(context, group.Message);
        return group.Group;
    }

    public void Dispose() => Metrics.Dispose();

    /// <summary>Returns the table, which is accessed through contexts of the outbox's type.</summary>
    protected abstract OutboxTable TableIn(IServiceProvider provider);

    public void Add(DbContext context, DeferredMessage? message)
    {
        if (message is null)
        {
            return;
        }

        Interceptor.Watch(context, context.Add(new OutboxRow
        {
            Queue = QueueName,
            TaskId = message.TaskId,
            TaskName = message.TaskName,
            After = message.After.Count == 0 ? null : string.Join(' ', message.After),
            Message = message.Content.ToArray(),
            CreatedAt = Time.GetUtcNow().ToUnixTimeMilliseconds(),
        }));
    }

    /// <summary>Blocks only when an enqueue middleware awaits something. Else the task is complete already.</summary>
    private static T Await<T>(ValueTask<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : task.AsTask().GetAwaiter().GetResult();
}

/// <inheritdoc/>
/// <typeparam name="TContext">The type of context.</typeparam>
internal sealed class Outbox<TContext>(string? key, IServiceProvider provider) : Outbox(key, provider)
    where TContext : DbContext
{
    protected override OutboxTable TableIn(IServiceProvider provider) => new(
        provider.GetRequiredService<IServiceScopeFactory>(), static services => services.GetRequiredService<TContext>(), this);
}
