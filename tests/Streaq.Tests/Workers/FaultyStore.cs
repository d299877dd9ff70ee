using System.Reflection;
using Streaq.Storage;

namespace Streaq.Tests.Workers;

/// <summary>An exception that no caller of the store expects, thrown once by one method of the store or a lease.</summary>
internal sealed class Fault(string method)
{
    private readonly TaskCompletionSource _renewed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _thrown;
    private int _renewals;

    public bool IsOver => Volatile.Read(ref _thrown) != 0;

    /// <summary>Completes when a later lease is renewed for the second time: the worker has noted the first renewal by then.</summary>
    public Task RenewedTwiceSince => _renewed.Task;

    public void Call(string called, bool isLater)
    {
        if (called == method && Interlocked.Exchange(ref _thrown, 1) == 0)
        {
            throw new InvalidTimeZoneException("This is unexpected.");
        }

        if (called == nameof(IWorkerLease.RenewAsync) && isLater && Interlocked.Increment(ref _renewals) == 2)
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
    private bool _isLater;

    public static T Around<T>(T inner, Fault fault) where T : class
    {
        var proxy = Create<T, FaultyStore>();
        var faulty = (FaultyStore)(object)proxy;
        (faulty._inner, faulty._fault, faulty._isLater) = (inner, fault, fault.IsOver);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _fault.Call(targetMethod!.Name, _isLater);
        var result = targetMethod.Invoke(_inner, args);
        return result is ValueTask<IWorkerLease> joining ? new ValueTask<IWorkerLease>(JoinAsync(joining.AsTask())) : result;
    }

    private async Task<IWorkerLease> JoinAsync(Task<IWorkerLease> joining) => Around(await joining, _fault);
}
