using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Hosting;

/// <summary>The queues that were added to an application so far; each needs a name and a place of its own.</summary>
/// <param name="services">The application's services.</param>
internal sealed class AddedQueues(IServiceCollection services)
{
    private readonly List<QueueDeclaration> _all = [];

    /// <summary>In the order in which they were added.</summary>
    public IReadOnlyList<QueueDeclaration> All => _all;

    public static AddedQueues GetOrAdd(IServiceCollection services)
    {
        if (services.FirstOrDefault(service => service.ServiceType == typeof(AddedQueues))?.ImplementationInstance is AddedQueues known)
        {
            return known;
        }

        var added = new AddedQueues(services);
        services.AddSingleton(added);
        return added;
    }

    /// <exception cref="InvalidOperationException">There is a queue of that name already.</exception>
    public QueueDeclaration Add(string? name)
    {
        if (_all.Exists(other => string.Equals(other.Name, name, StringComparison.Ordinal)))
        {
            throw new InvalidOperationException($"{Call(name)} was called twice for the same services; give each queue a name of its own.");
        }

        var added = new QueueDeclaration(name, services);
        _all.Add(added);
        return added;
    }

    public static string Call(string? name) => name is null ? "AddStreaq" : $"AddStreaq(\"{name}\")";
}
