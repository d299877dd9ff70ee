namespace Streaq.Tool.Tests;

/// <summary>The queue that the tool uses when no queue is named.</summary>
internal static class DefaultQueue
{
    /// <summary>Creates the queue, without a task that a worker would run.</summary>
    /// <param name="redis">The connection string.</param>
    /// <param name="name">Its name, if not the default one.</param>
    public static async Task UseAsync(string redis, string name = "default")
    {
        await using var host = await QueueHost.StartAsync(_ => { }, redis, queue: name);
        await host.Client.PauseAsync("none");
    }
}
