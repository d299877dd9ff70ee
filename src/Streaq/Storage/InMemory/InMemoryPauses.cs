namespace Streaq.Storage.InMemory;

/// <summary>The pauses, for the workers of this process.</summary>
internal sealed class InMemoryPauses(InMemoryGate gate, InMemoryReady ready) : IPauseStore
{
    public ValueTask<bool> PauseAsync(string? priority, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new(ready.Paused.Add(priority ?? ""));
        }
    }

    public ValueTask<bool> ResumeAsync(string? priority, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            var resumed = ready.Paused.Remove(priority ?? "");
            ready.Wake();
            return new(resumed);
        }
    }

    public ValueTask<QueuePause> ReadAsync(CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new(QueuePause.From(ready.Paused));
        }
    }
}
