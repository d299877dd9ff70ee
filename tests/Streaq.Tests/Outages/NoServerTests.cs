namespace Streaq.Tests.Outages;

/// <summary>A queue whose Redis was never there: each verb says so at once, and again each time it is tried.</summary>
public sealed class NoServerTests
{
    private static readonly TaskDefinition<int, int> Double = new("away.double");

    public static TheoryData<string> Verbs =>
        [.. (string[])["enqueue", "many", "delayed", "after", "group", "pipeline", "schedule", "result", "abort", "state", "counts", "pause", "replay"]];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Verb_WithoutAServerFromTheStart_ThrowsEachTimeWithoutTheTimeoutOfTheClient(string verb)
    {
        // The client's own time-out lasts longer than the test's patience.
        await using var host = await QueueHost.StartAsync(_ => { }, $"127.0.0.1:{LoopbackPort.Next()},connectTimeout=60000");

        for (var i = 0; i < 4; i++)
        {
            var e = await Assert.ThrowsAsync<StreaqStoreException>(() => CallAsync(host.Client, verb).WaitAsync(QueueHost.Patience / 2));
            Assert.Contains("no server listens on that port", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Enqueue_OnceTheServerIsThere_Arrives()
    {
        await using var server = await RedisServer.StartOwnAsync();
        await server.KillAsync();
        await using var host = await QueueHost.StartAsync(
            _ => { }, server.ConnectionString, options => options.EnqueueOutageWait = QueueHost.Patience);
        await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.CountsAsync());
        var enqueue = host.Client.EnqueueAsync(Double, 1);

        await server.RestartAsync();

        await enqueue.WaitAsync(QueueHost.Patience);
        Assert.Equal(1, (await host.Client.CountsAsync()).Ready["normal"]);
    }

    private static Task CallAsync(IStreaqClient client, string verb) => verb switch
    {
        "enqueue" => client.EnqueueAsync(Double, 1),
        "many" => client.EnqueueManyAsync(Double, [1, 2]),
        "delayed" => client.EnqueueAsync(Double, 1, new EnqueueOptions { Delay = TimeSpan.FromHours(1) }),
        "after" => client.EnqueueAsync(Double, 1, new EnqueueOptions { After = ["a"] }),
        "group" => client.GroupAsync(Double, [1, 2]),
        "pipeline" => client.Pipeline(Double, 1).Then(Double).EnqueueAsync(),
        "schedule" => client.ScheduleAsync("s", "@daily", Double, 1),
        "result" => client.Handle<int>("a").ResultAsync(),
        "abort" => client.AbortAsync("a"),
        "state" => client.StateAsync("a"),
        "counts" => client.CountsAsync(),
        "pause" => client.PauseAsync(),
        "replay" => client.DeadLetters.ReplayAsync("a"),
        _ => throw new ArgumentOutOfRangeException(nameof(verb)),
    };
}
