namespace Streaq.Dashboard.Queues;

/// <summary>A queue as the dashboard addresses it.</summary>
/// <param name="Slug">Its segment in addresses: its name, or name and key where two queues have one name.</param>
/// <param name="Name">Its name.</param>
/// <param name="Client">Its client.</param>
/// <param name="Outboxes">Where its tasks wait before they are in it.</param>
internal sealed record BoardQueue(string Slug, string Name, IStreaqClient Client, IReadOnlyList<IQueueOutbox> Outboxes);
