using Streaq.Docs.Tests;

namespace Streaq.Tool.Tests;

/// <summary>The tool as a Redis user with the guide's ACL line for operators.</summary>
public sealed class AclTests
{
    private const string User = "streaq-operator";

    [Fact]
    public async Task Commands_OfAnOperator_AreAllowed()
    {
        await using var server = await StartAsync();
        var redis = $"{server.ConnectionString},user={User},password=hunter2";
        string[] commands =
        [
            "stats", "list ready", "list running", "list succeeded", "dead list", "dead list --task a", "workers", "top", "schedules",
            "pause -p low", "resume -p low", "dead delete a", "show a", "schedules remove a", "schedules run a", "abort a", "run now a",
            "queues",
        ];
        await DefaultQueue.UseAsync(redis);

        foreach (var command in commands)
        {
            var run = await ToolRun.InProcessAsync([.. command.Split(' '), "--redis", redis]);

            Assert.True(run.Code is ExitCode.Done or ExitCode.NothingDone, $"{command}: {run.Error}");
        }
    }

    [Fact]
    public async Task User_WithAnotherPassword_IsRefusedInASentence()
    {
        await using var server = await StartAsync();

        var run = await ToolRun.InProcessAsync("stats", "--redis", $"{server.ConnectionString},user={User},password=wrong-one,connectRetry=1");

        Assert.Equal((ExitCode.Store, ""), (run.Code, run.Out));
        Assert.DoesNotContain("wrong-one", run.Error);
    }

    /// <summary>The client library would go on as the default user, who has all permissions here.</summary>
    [Theory]
    [InlineData(User)]
    [InlineData("unknown")]
    public async Task User_WithAnotherPasswordBesideAnOpenDefaultUser_IsRefusedInASentence(string user)
    {
        await using var server = await RedisServer.StartOwnAsync(["--user", User, .. Rules()]);
        await DefaultQueue.UseAsync(server.ConnectionString);

        var run = await ToolRun.InProcessAsync("stats", "--redis", $"{server.ConnectionString},user={user},password=wrong-one");

        Assert.Equal((ExitCode.Store, ""), (run.Code, run.Out));
        Assert.Contains("refuses the login: user or password of the connection string are wrong", run.Error);
        Assert.DoesNotContain("wrong-one", run.Error);
    }

    /// <summary>Without a name and a password, no command is allowed.</summary>
    private static Task<RedisServer> StartAsync() => RedisServer.StartOwnAsync(["--user", User, .. Rules(), "--user", "default", "off"]);

    private static IEnumerable<string> Rules() => File.ReadLines(Path.Combine(Repository.Root, "docs", "guides", "security.md"))
        .Single(line => line.StartsWith($"user {User} ", StringComparison.Ordinal)).Split(' ')[2..]
        .Select(rule => rule.StartsWith('>') ? ">hunter2" : rule);
}
