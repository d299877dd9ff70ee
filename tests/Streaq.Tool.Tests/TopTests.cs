namespace Streaq.Tool.Tests;

/// <summary><c>top</c> on a screen.</summary>
public sealed class TopTests
{
    private const string Look = @"There is no worker\.";
    private const string Outage = @"trying again\.";

    [Fact]
    public async Task Top_ThroughAnOutage_ShowsTheLastLookAndGoesOn()
    {
        await using var server = await RedisServer.StartOwnAsync();

        await FollowAsync(server.ConnectionString, async screen =>
        {
            var outage = screen.AppearedAsync(Outage);
            await server.KillAsync();
            await outage;
            await server.RestartAsync();
        });
    }

    [Fact]
    public async Task Top_ThroughAFailOver_GoesOnWithTheNewPrimary()
    {
        await using var sentinels = await RedisSentinels.StartAsync();

        await FollowAsync(sentinels.ConnectionString, async screen =>
        {
            var outage = screen.AppearedAsync(Outage);
            await sentinels.Primary.KillAsync();
            await outage;
        });
    }

    /// <param name="redis">The Redis to watch.</param>
    /// <param name="disturb">What happens meanwhile.</param>
    private static async Task FollowAsync(string redis, Func<AwaitedWriter, Task> disturb)
    {
        using var screen = new AwaitedWriter();
        using var error = new StringWriter();
        using var stop = new CancellationTokenSource();
        var console = new ToolConsole(screen, error, TextReader.Null, CanAsk: false, IsTerminal: true) { Width = 400 };

        await DefaultQueue.UseAsync(redis);
        var seen = screen.AppearedAsync(Look);
        var top = StreaqCommand.RunAsync(["top", "-i", "0.2", "--redis", redis], console, stop.Token);
        await seen;
        await disturb(screen);
        await screen.AppearedAsync($"{Look}((?!{Outage}).)*{Look}");
        await stop.CancelAsync();

        Assert.Equal((ExitCode.Done, ""), (await top.WaitAsync(QueueHost.Patience), error.ToString()));
    }
}
