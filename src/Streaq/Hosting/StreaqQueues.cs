using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Streaq.Hosting;

/// <summary>The added queues, each with its services from the service provider.</summary>
internal sealed class StreaqQueues(AddedQueues added, IServiceProvider provider) : IStreaqQueues
{
    private readonly Lazy<IReadOnlyList<StreaqQueue>> _all = new(() => [.. added.All.Select(queue => new StreaqQueue(
        queue.Name,
        provider.GetRequiredService<IOptionsMonitor<StreaqOptions>>().Get(queue.OptionsName).Queue,
        queue.Name is null ? provider.GetRequiredService<IStreaqClient>() : provider.GetRequiredKeyedService<IStreaqClient>(queue.Name))
    {
        Outboxes = [.. queue.Name is null ? provider.GetServices<IQueueOutbox>() : provider.GetKeyedServices<IQueueOutbox>(queue.Name)],
    })]);

    public IReadOnlyList<StreaqQueue> All => _all.Value;
}
