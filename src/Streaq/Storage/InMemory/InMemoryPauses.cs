namespace Streaq.Storage.InMemory;

/// <summary>What is paused, for the workers of this process.</summary>
internal sealed class InMemoryPauses(Lock gate, InMemoryReady ready) : IPauseStore
{
    public ValueTask<bool> PauseAsync(string? priority, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new(ready.Paused.Add(priority ?? ""));
        }
    }

    public ValueTask<bool> ResumeAsync(string? priority, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var resumed = ready.Paused.Remove(priority ?? "");
            ready.Wake();
            return new(resumed);
        }
    }

    public ValueTask<QueuePause> ReadAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new(QueuePause.From(ready.Paused));
        }
    }
}
