using System.Reflection;
using Streaq.Storage;

namespace Streaq.Tests.Workers;

/// <summary>An exception that no caller of the store expects, thrown once by one of its methods or its leases'.</summary>
internal sealed class Fault(string method)
{
    private readonly TaskCompletionSource _renewed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _thrown;
    private int _renewals;

    /// <summary>Completes when a lease is renewed for the second time since: what came of the first has been taken note of.</summary>
    public Task RenewedTwiceSince => _renewed.Task;

    public void Call(string called)
    {
        if (called == method && Interlocked.Exchange(ref _thrown, 1) == 0)
        {
            throw new InvalidTimeZoneException("Nobody foresaw this.");
        }

        if (called == nameof(IWorkerLease.RenewAsync) && Volatile.Read(ref _thrown) != 0 && Interlocked.Increment(ref _renewals) == 2)
        {
            _renewed.SetResult();
        }
    }
}

/// <summary>A store, or one of its leases, that has a fault.</summary>
internal class FaultyStore : DispatchProxy
{
    private object _inner = null!;
    private Fault _fault = null!;

    public static T Around<T>(T inner, Fault fault) where T : class
    {
        var proxy = Create<T, FaultyStore>();
        ((FaultyStore)(object)proxy)._inner = inner;
        ((FaultyStore)(object)proxy)._fault = fault;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _fault.Call(targetMethod!.Name);
        var result = targetMethod.Invoke(_inner, args);
        return result is ValueTask<IWorkerLease> joining ? new ValueTask<IWorkerLease>(JoinAsync(joining.AsTask())) : result;
    }

    private async Task<IWorkerLease> JoinAsync(Task<IWorkerLease> joining) => Around(await joining, _fault);
}
