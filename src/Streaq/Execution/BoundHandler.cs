namespace Streaq.Execution;

/// <summary>Runs the handler with the argument.</summary>
internal delegate ValueTask<TResult> TaskInvocation<in TArgument, TResult>(TArgument argument, TaskContext context);

/// <summary>A handler, and what is known of it before it runs.</summary>
/// <param name="Invoke">Runs it.</param>
/// <param name="Services">The services that it requires.</param>
/// <param name="Blocks">Whether it is synchronous, and thus kept off the thread pool.</param>
/// <param name="Attributes">The attributes of its class and its method.</param>
internal sealed record BoundHandler<TArgument, TResult>(
    TaskInvocation<TArgument, TResult> Invoke, IEnumerable<RequiredService> Services, bool Blocks, IReadOnlyList<object> Attributes)
{
    public BoundHandler<TArgument, TResult> OffThePool(SyncThreads threads) =>
        Blocks ? this with { Invoke = new SyncHandler<TArgument, TResult>(Invoke, threads).InvokeAsync } : this;
}

/// <summary>A service that a handler requires.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Key">Its key; <see langword="null"/> without one.</param>
/// <param name="For">The part that requires it, such as <c>parameter 'store'</c>.</param>
internal sealed record RequiredService(Type Type, object? Key, string For);
