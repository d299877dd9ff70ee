namespace Streaq.Client;

/// <summary>What a group's handle asks of it.</summary>
internal interface IGroupAccess
{
    Task<GroupProgress> GroupProgressAsync(string groupId, CancellationToken cancellationToken);

    Task<GroupProgress> WaitForGroupAsync(string groupId, TimeSpan? timeout, CancellationToken cancellationToken);
}
