using System.Collections.Concurrent;
using Streaq.Execution;

namespace Streaq.Tests.Execution;

/// <summary>The threads of synchronous handlers: outside of the pool, never more than the limit, ended when not needed.</summary>
public sealed class SyncThreadsTests
{
    [Fact]
    public void Calls_UpToTheLimit_RunAtATime()
    {
        using var threads = new SyncThreads(limit: 3);
        // Passes only when three threads are in it together.
        using var together = new Barrier(3);
        var calls = Enumerable.Range(0, 3).Select(_ => new Call(() => together.SignalAndWait(QueueHost.Patience))).ToList();

        calls.ForEach(threads.Start);

        Assert.All(calls, call => Assert.True(call.Ended.Wait(QueueHost.Patience)));
        Assert.True(threads.Load.Threads <= 3);
    }

    [Fact]
    public void Calls_BeyondTheLimit_WaitInTheirOrder()
    {
        using var threads = new SyncThreads(limit: 2);
        using var open = new ManualResetEventSlim();
        using var entered = new CountdownEvent(2);
        var ran = new ConcurrentQueue<int>();
        var calls = Enumerable.Range(0, 6).Select(i => new Call(() =>
        {
            ran.Enqueue(i);
            if (i < 2)
            {
                entered.Signal();
            }

            open.Wait(QueueHost.Patience);
        })).ToList();

        calls.ForEach(threads.Start);
        Assert.True(entered.Wait(QueueHost.Patience));

        // Both threads are taken, and there will be no third.
        Assert.Equal((4, 2), threads.Load);
        open.Set();
        Assert.All(calls, call => Assert.True(call.Ended.Wait(QueueHost.Patience)));
        Assert.Equal([0, 1], ran.Take(2).Order());
        Assert.Equal(6, ran.Count);
    }

    [Fact]
    public void Calls_OneAfterTheOther_ShareAThread()
    {
        using var threads = new SyncThreads(limit: 32);
        for (var i = 0; i < 100; i++)
        {
            var call = new Call(static () => { });
            threads.Start(call);
            Assert.True(call.Ended.Wait(QueueHost.Patience));
        }

        // More than one only if the first thread had not gone back to waiting yet.
        Assert.InRange(threads.Load.Threads, 1, 8);
    }

    [Fact]
    public void Threads_AreNotOfThePoolAndDoNotKeepTheProcess()
    {
        using var threads = new SyncThreads(limit: 1);
        (bool OfThePool, bool Background) seen = default;
        var call = new Call(() => seen = (Thread.CurrentThread.IsThreadPoolThread, Thread.CurrentThread.IsBackground));

        threads.Start(call);

        Assert.True(call.Ended.Wait(QueueHost.Patience));
        Assert.Equal((false, true), seen);
    }

    [Fact]
    public void Dispose_EndsTheThreads()
    {
        var threads = new SyncThreads(limit: 1);
        Thread? thread = null;
        var call = new Call(() => thread = Thread.CurrentThread);
        threads.Start(call);
        Assert.True(call.Ended.Wait(QueueHost.Patience));

        threads.Dispose();

        Assert.True(thread!.Join(QueueHost.Patience));
        Assert.Equal(0, threads.Load.Threads);
    }

    private sealed class Call(Action run) : ISyncCall
    {
        public ManualResetEventSlim Began { get; } = new();

        public ManualResetEventSlim Ended { get; } = new();

        public void Run()
        {
            Began.Set();
            run();
            Ended.Set();
        }
    }
}
