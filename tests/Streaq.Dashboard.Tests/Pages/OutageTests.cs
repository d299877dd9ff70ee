using System.Net;

namespace Streaq.Dashboard.Tests.Pages;

/// <summary>When Redis is slow or down, the page says so and shows the last known state.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task Page_WhileRedisIsAway_SaysSoWithWhatItLastKnew()
    {
        await using var redis = await RedisServer.StartOwnAsync();
        await using var app = await BoardApp.StartAsync(new BoardSetUp { Redis = redis.ConnectionString });
        await app.Client.EnqueueAsync(new TaskDefinition<int>("work"), 1);
        var before = await app.Http.GetStringAsync("default");
        await redis.KillAsync();
        await GoneAsync(app);

        using var known = await app.Http.GetAsync("default");
        using var unknown = await app.Http.GetAsync("default/workers");
        using var action = await app.PostAsync("default/pause");

        Assert.DoesNotContain("class=\"trouble\"", before);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, known.StatusCode);
        var page = await known.Content.ReadAsStringAsync();
        Assert.Contains("class=\"trouble\"", page);
        Assert.Contains("What follows is of <time", page);
        Assert.Contains("Priorities", page);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unknown.StatusCode);
        Assert.Contains("Nothing is known yet.", await unknown.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, action.StatusCode);
        Assert.Contains(app.Logs.Lines, line => line.Event.Name == "streaq.dashboard.action" && line.Message.EndsWith(": failed", StringComparison.Ordinal));
    }

    /// <summary>A snapshot may be a second old. The next one meets the outage.</summary>
    private static async Task GoneAsync(BoardApp app)
    {
        while (true)
        {
            using var answer = await app.Http.GetAsync("default");
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return;
            }
        }
    }
}
