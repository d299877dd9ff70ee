using System.Text.RegularExpressions;
using StackExchange.Redis;
using LuaScript = Streaq.Storage.Redis.LuaScript;

namespace Streaq.Tests.Security;

/// <summary>Everything that Streaq does, done by users with exactly the permissions of the guide's ACL lines.</summary>
public sealed partial class AclTests : IAsyncLifetime
{
    private const string Password = "acl-password";

    /// <summary>Commands that the client library tries when it connects, and does not need.</summary>
    private static readonly string[] GoesWithout =
    [
        "config|get", "cluster|nodes", "cluster|slots", "client|id", "client|setname", "client|setinfo", "get", "subscribe",
    ];

    private readonly IReadOnlyList<AclLine> _lines = AclLine.OfTheGuide();
    private RedisServer _server = null!;
    private ConnectionMultiplexer _admin = null!;

    public static TheoryData<string> Roles => [.. AclLine.Needed.Keys];

    public async Task InitializeAsync()
    {
        _server = await RedisServer.StartOwnAsync();
        _admin = await ConnectionMultiplexer.ConnectAsync($"{_server.ConnectionString},allowAdmin=true");
    }

    public async Task DisposeAsync()
    {
        await _admin.CloseAsync(allowCommandsToComplete: false);
        await _server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Line_OfARole_AllowsWhatItsScriptsAndCallsNeedAndNothingElse(string role) =>
        Assert.Equal(AclLine.Needed[role], Line(role).Allowed.Order(StringComparer.Ordinal));

    [Fact]
    public void Script_OfAnyKind_BelongsToARole() =>
        Assert.Equal(LuaScript.All.Select(script => script.Name).Order(), AclLine.Scripts.Order());

    [Fact]
    public async Task Flow_OfAllRoles_IsDeniedNothingItNeeds()
    {
        var producer = await LogInAsync("producer");
        var worker = await LogInAsync("worker");
        var operators = await LogInAsync("operator");
        await AdminAsync("CONFIG", "RESETSTAT");
        await AdminAsync("ACL", "LOG", "RESET");

        await AclFlow.RunAsync(producer, worker, operators, ScriptFlushAsync);

        var stats = await StatisticsAsync();
        // Redis 6.2 counts all commands with the same first word together.
        var isOld = !stats.Keys.Any(command => command.Contains('|', StringComparison.Ordinal));
        IEnumerable<string> Counted(IEnumerable<string> commands) => commands.Select(command => isOld ? command.Split('|')[0] : command);
        Assert.Equal([], stats.Where(stat => stat.Value.Rejected > 0).Select(stat => stat.Key).Except(Counted(GoesWithout)));
        string[] expected = ["__Booksleeve_TieBreak", "__Booksleeve_MasterChanged", .. GoesWithout];
        Assert.Equal([], (await DeniedAsync()).Except(Counted(expected)));
        string[] needed = [.. AclLine.Needed.Values.SelectMany(commands => commands).Distinct()];
        // Some branches of scripts run only after an accident. All commands that are sent without a script were seen.
        Assert.Equal([], Counted([.. AclLine.Everybody, "unsubscribe", "get", "set", "smembers", "time", "xgroup|create", "xreadgroup", "zrange", "hgetall"])
            .Except(stats.Where(stat => stat.Value.Calls > 0).Select(stat => stat.Key)));
        string[] others = ["auth", "hello", "select", "config|get", "config|resetstat", "acl|log", "script|flush"];
        Assert.Equal([], stats.Where(stat => stat.Value.Calls > 0).Select(stat => stat.Key).Except(Counted([.. needed, .. others])));
    }

    /// <summary>Commands without which a process can't connect. The others belong to scripts and calls.</summary>
    [Theory]
    [InlineData("echo")]
    [InlineData("evalsha")]
    [InlineData("eval")]
    [InlineData("subscribe")]
    public async Task Command_ThatEverybodyNeeds_CantBeTakenAway(string command)
    {
        var redis = await LogInAsync("producer", $"-{command}");

        await Assert.ThrowsAsync<StreaqStoreException>(async () =>
        {
            await using var host = await QueueHost.StartAsync(_ => { }, $"{redis},connectTimeout=1000,connectRetry=1");
            var handle = await host.Client.EnqueueAsync(AclFlow.Double, 1);
            await handle.WaitAsync(QueueHost.Patience);
        });
    }

    [Theory]
    [InlineData("GET", "another")]
    [InlineData("SET", "another", "x")]
    [InlineData("SUBSCRIBE", "another")]
    [InlineData("KEYS", "*")]
    [InlineData("FLUSHALL")]
    [InlineData("CONFIG", "GET", "dir")]
    [InlineData("EVAL", "return redis.call('GET', 'another')", "0")]
    [InlineData("ACL", "LIST")]
    public async Task Worker_OutsideOfTheQueues_IsDenied(params string[] words)
    {
        using var raw = await ConnectionMultiplexer.ConnectAsync($"{await LogInAsync("worker")},allowAdmin=true");

        var e = await Assert.ThrowsAsync<RedisServerException>(() => raw.GetDatabase().ExecuteAsync(words[0], [.. words[1..]]));

        Assert.Matches("NOPERM|No permissions|can't run this command|can't access at least one of the keys", e.Message);
    }

    /// <summary>The permissions that the guide names for it are enough, and each is needed.</summary>
    [Theory]
    [InlineData(true, "+wait", "+client|setname", "+client|getname")]
    [InlineData(false, "+client|setname", "+client|getname")]
    [InlineData(false, "+wait", "+client|getname")]
    [InlineData(false, "+wait", "+client|setname")]
    public async Task WaitForReplicas_WithTheWordsOfTheGuide_IsConfirmed(bool enough, params string[] words)
    {
        await using var replica = await _server.StartReplicaAsync();
        await using var host = await QueueHost.StartAsync(
            _ => { }, await LogInAsync("producer", words), options => (options.WaitForReplicas, options.ReplicaTimeout) = (1, TimeSpan.FromSeconds(10)));

        var e = await Record.ExceptionAsync(() => host.Client.EnqueueAsync(AclFlow.Double, 1).WaitAsync(QueueHost.Patience));

        Assert.Equal(enough ? null : typeof(StreaqStoreException), e?.GetType());
    }

    /// <summary>The ACL line of an earlier version, with which tasks are read one by one instead of together.</summary>
    [Fact]
    public async Task Operator_WithoutMget_SeesTheSame()
    {
        var gate = new Gate();
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(AclFlow.Double, async (int x, TaskContext context, CancellationToken stop) =>
            {
                await context.ReportProgressAsync(0.5);
                await gate.PassAsync(stop);
                return x * 2;
            }),
            await LogInAsync("worker"));
        await using var desk = await QueueHost.StartAsync(_ => { }, await LogInAsync("operator", "-mget"), queue: host.Queue);
        var handle = await host.Client.EnqueueAsync(AclFlow.Double, 21);
        await using (var progress = handle.ProgressAsync().GetAsyncEnumerator())
        {
            Assert.True(await progress.MoveNextAsync());
        }

        await gate.Entered;

        Assert.Equal(0.5, Assert.Single((await desk.Client.ListAsync(TaskState.Running)).Tasks).Progress?.Fraction);
        Assert.Equal(0, (await desk.Client.StatisticsAsync(TimeSpan.FromDays(3))).Total.Count);
        gate.Open();
    }

    /// <summary>A connection string without a user name: the default user, restricted, with a password.</summary>
    [Fact]
    public async Task DefaultUser_WithTheWorkersLine_RunsTasks()
    {
        await using var server = await RedisServer.StartOwnAsync(["--user", "default", .. Rules("worker")]);
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(AclFlow.Double, (int x) => x * 2), $"{server.ConnectionString},password={Password}");

        var handle = await host.Client.EnqueueAsync(AclFlow.Double, 21);

        Assert.Equal(42, await handle.ResultAsync(QueueHost.Patience));
    }

    private AclLine Line(string role) => _lines.Single(line => line.Role == role);

    private IEnumerable<string> Rules(string role) => Line(role).Rules.Select(rule => rule.StartsWith('>') ? $">{Password}" : rule);

    /// <returns>The connection string of the user.</returns>
    private async Task<string> LogInAsync(string role, params string[] changes)
    {
        await AdminAsync(["ACL", "SETUSER", role, .. Rules(role), .. changes]);
        return $"{_server.ConnectionString},user={role},password={Password}";
    }

    private Task<RedisResult> AdminAsync(params object[] words) => _admin.GetDatabase().ExecuteAsync((string)words[0], words[1..]);

    private Task ScriptFlushAsync() => AdminAsync("SCRIPT", "FLUSH");

    /// <summary>Returns the denials of users, with the command, key or channel.</summary>
    private async Task<IEnumerable<string>> DeniedAsync() =>
        ((RedisResult[])(await AdminAsync("ACL", "LOG", "1000"))!).Select(entry => (RedisResult[])entry!).Select(entry => (string)entry[7]!);

    private async Task<Dictionary<string, (long Calls, long Rejected)>> StatisticsAsync() =>
        Statistic().Matches((string)(await AdminAsync("INFO", "commandstats"))!).ToDictionary(
            match => match.Groups["command"].Value, match => (long.Parse(match.Groups["calls"].Value), long.Parse(match.Groups["rejected"].Value)), StringComparer.Ordinal);

    [GeneratedRegex(@"^cmdstat_(?<command>[^:]+):calls=(?<calls>\d+),.*rejected_calls=(?<rejected>\d+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Statistic();
}
