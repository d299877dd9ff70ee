namespace Streaq.Tests.Hosting;

/// <summary>Tasks of synchronous handlers, and one that blocks until the test opens it.</summary>
public abstract class BlockingHandlers : IDisposable
{
    protected static readonly TaskDefinition<int, int> Block = new("block");
    protected static readonly TaskDefinition<int, int> Double = new("math.double");
    protected static readonly TaskDefinition<int> Note = new("note");

    /// <summary>Releases the handlers that block.</summary>
    protected ManualResetEventSlim Open { get; } = new();

    /// <summary>Counts down with each handler that began to block.</summary>
    protected CountdownEvent Inside { get; } = new(1);

    public void Dispose()
    {
        Open.Dispose();
        Inside.Dispose();
        GC.SuppressFinalize(this);
    }

    protected int Wait(int x, CancellationToken cancellationToken)
    {
        Inside.Signal();
        Open.Wait(cancellationToken);
        return x;
    }
}
