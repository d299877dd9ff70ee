namespace Streaq.Tool.Tests;

/// <summary>The queue that the tool means when it is told of none.</summary>
internal static class DefaultQueue
{
    /// <summary>Has it be there, with nothing in it that a worker would run.</summary>
    /// <param name="redis">The connection string.</param>
    /// <param name="name">Another name than that of the default.</param>
    public static async Task UseAsync(string redis, string name = "default")
    {
        await using var host = await QueueHost.StartAsync(_ => { }, redis, queue: name);
        await host.Client.PauseAsync("none");
    }
}
