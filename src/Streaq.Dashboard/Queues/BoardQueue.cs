namespace Streaq.Dashboard.Queues;

/// <summary>A queue as the dashboard addresses it.</summary>
/// <param name="Slug">Its segment in addresses: its name, or its name and key when two queues have the same name.</param>
/// <param name="Name">Its name.</param>
/// <param name="Client">Its client.</param>
/// <param name="Outboxes">The outboxes whose tasks enter it.</param>
internal sealed record BoardQueue(string Slug, string Name, IStreaqClient Client, IReadOnlyList<IQueueOutbox> Outboxes);
