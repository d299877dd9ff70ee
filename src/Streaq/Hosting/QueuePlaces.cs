namespace Streaq.Hosting;

/// <summary>The places of all queues of one service provider. No two may be the same queue in the same store.</summary>
/// <param name="queues">All queues.</param>
internal sealed class QueuePlaces(AddedQueues queues)
{
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Records the place of a queue, once its options are known.</summary>
    /// <returns>The end of a message when the same queue was added under another name; otherwise <see langword="null"/>.</returns>
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
            var twin = queues.All.FirstOrDefault(other => other != queue && string.Equals(
                _places.GetValueOrDefault(other.OptionsName), place, StringComparison.Ordinal));
            // Two workers with tasks of their own on one queue would fail each other's tasks.
            return twin is null
                ? null
                : $"is '{options.Queue}' for {AddedQueues.Call(twin.Name)} and {AddedQueues.Call(queue.Name)}, in the same "
                    + $"{(store.Length == 0 ? "process" : "Redis")}; set another one for one of them";
        }
    }
}
