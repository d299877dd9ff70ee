using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Hosting;

/// <summary>The queues that were added to an application so far; each needs a name and a place of its own.</summary>
internal sealed class AddedQueues
{
    private readonly List<QueueDeclaration> _all = [];
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>In the order in which they were added.</summary>
    public IReadOnlyList<QueueDeclaration> All => _all;

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
    public QueueDeclaration Add(string? name)
    {
        if (_all.Exists(other => string.Equals(other.Name, name, StringComparison.Ordinal)))
        {
            throw new InvalidOperationException($"{Call(name)} was called twice for the same services.");
        }

        var added = new QueueDeclaration(name);
        _all.Add(added);
        return added;
    }

    /// <summary>Notes where a queue is, once its options are known.</summary>
    /// <returns>The end of a sentence, when the same queue was added under another name; else <see langword="null"/>.</returns>
    public string? Claim(QueueDeclaration queue, StreaqOptions options)
    {
        var store = options.Source is { } redis ? redis.Identity : "";
        lock (_gate)
        {
            if (store is null)
            {
                // Only the application knows where its connection goes to.
                _places.Remove(queue.OptionsName);
                return null;
            }

            var place = $"{options.Queue} {store}";
            _places[queue.OptionsName] = place;
            var twin = _all.Find(other => other != queue && string.Equals(
                _places.GetValueOrDefault(other.OptionsName), place, StringComparison.Ordinal));
            // Two workers with tasks of their own on one queue would fail each other's tasks.
            return twin is null
                ? null
                : $"is '{options.Queue}' for {Call(twin.Name)} and {Call(queue.Name)}, in the same "
                    + $"{(store.Length == 0 ? "process" : "Redis")}; set another one for one of them";
        }
    }

    private static string Call(string? name) => name is null ? "AddStreaq" : $"AddStreaq(\"{name}\")";
}
