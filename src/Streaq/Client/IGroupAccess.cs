namespace Streaq.Client;

/// <summary>The operations behind a <see cref="TaskGroup"/>.</summary>
internal interface IGroupAccess
{
    Task<GroupProgress> GroupProgressAsync(string groupId, CancellationToken cancellationToken);

    Task<GroupProgress> WaitForGroupAsync(string groupId, TimeSpan? timeout, CancellationToken cancellationToken);
}
