using System.Threading.Channels;
using Streaq.Storage;

namespace Streaq.Workers;

/// <summary>The tasks that a worker holds: those in its slots, and a few that wait for a slot.</summary>
internal sealed class TaskBuffer(WorkerOptions options, TimeProvider time)
{
    private readonly PrefetchWindow _prefetch = new(options.Prefetch, time);
    private readonly Channel<Delivery> _waiting = Channel.CreateUnbounded<Delivery>(new UnboundedChannelOptions { SingleWriter = true });

    /// <summary>The number of tasks that the worker holds.</summary>
    public HeldCount Held { get; } = new();

    /// <summary>The tasks that wait for a slot.</summary>
    public ChannelReader<Delivery> Waiting => _waiting.Reader;

    /// <summary>Waits until a read is worth its round trip: a free slot, or half of the buffer empty.</summary>
    /// <returns>The number of tasks that there is room for.</returns>
    public async ValueTask<int> RoomAsync(CancellationToken stopping)
    {
        _prefetch.Update(Held.Finished);
        var capacity = options.Concurrency + _prefetch.Size;
        if (Held.Count > capacity - 1 - _prefetch.Size / 2)
        {
            await Held.AtMostAsync(capacity - 1 - _prefetch.Size / 2, stopping).ConfigureAwait(false);
        }

        return capacity - Held.Count;
    }

    public void Add(List<Delivery> deliveries)
    {
        Held.Add(deliveries.Count);
        foreach (var delivery in deliveries)
        {
            _waiting.Writer.TryWrite(delivery);
        }
    }

    /// <summary>Marks the end of the tasks.</summary>
    public void Complete() => _waiting.Writer.Complete();
}
