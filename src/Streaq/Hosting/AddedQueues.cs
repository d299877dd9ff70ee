using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Hosting;

/// <summary>The queues that were added to an application so far; each needs a name and a place of its own.</summary>
internal sealed class AddedQueues
{
    private readonly List<QueueComposition> _all = [];

    /// <summary>In the order in which they were added.</summary>
    public IReadOnlyList<QueueComposition> All => _all;

    public static AddedQueues GetOrAdd(IServiceCollection services)
    {
        if (services.FirstOrDefault(service => service.ServiceType == typeof(AddedQueues))?.ImplementationInstance is AddedQueues known)
        {
            return known;
        }

        var added = new AddedQueues();
        services.AddSingleton(added);
        return added;
    }

    /// <exception cref="InvalidOperationException">There is a queue of that name already.</exception>
    public void ThrowIfTaken(string? name)
    {
        if (_all.Exists(other => string.Equals(other.Name, name, StringComparison.Ordinal)))
        {
            throw new InvalidOperationException($"{Call(name)} was called twice for the same services.");
        }
    }

    /// <exception cref="InvalidOperationException">The same queue was added under another name.</exception>
    public void Add(QueueComposition queue)
    {
        var twin = _all.Find(other =>
            string.Equals(other.Queue, queue.Queue, StringComparison.Ordinal)
            && string.Equals(other.Redis, queue.Redis, StringComparison.Ordinal));
        if (twin is not null)
        {
            // Two workers with tasks of their own on one queue would fail each other's tasks.
            throw new InvalidOperationException(
                $"{Call(twin.Name)} and {Call(queue.Name)} both add the queue '{queue.Queue}' of the same "
                + $"{(queue.Redis is null ? "process" : "Redis")}; set another StreaqOptions.Queue for one of them.");
        }

        _all.Add(queue);
    }

    private static string Call(string? name) => name is null ? "AddStreaq" : $"AddStreaq(\"{name}\")";
}
