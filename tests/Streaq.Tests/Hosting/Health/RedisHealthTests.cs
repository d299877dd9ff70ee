using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;
using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Hosting.Health;

/// <summary>The check's results for a Redis that is down, hangs or refuses commands. Each test breaks a Redis of its own.</summary>
public sealed class RedisHealthTests : IAsyncLifetime
{
    private const string Secret = "correct-horse";

    private static readonly TaskDefinition<int, int> Double = new("health.double");

    private RedisServer _server = null!;

    public async Task InitializeAsync() => _server = await RedisServer.StartOwnAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Check_WhileRedisIsAway_FailsAndIsHealthyAfterwards()
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Double, (int x) => x * 2), _server.ConnectionString, options => options.EnqueueOutageWait = QueueHost.Patience, Checks.Add());
        await (await host.Client.EnqueueAsync(Double, 1)).ResultAsync(QueueHost.Patience);
        Assert.Equal(HealthStatus.Healthy, (await host.CheckAsync()).Status);

        await _server.KillAsync();
        var entry = await host.CheckAsync();

        Assert.Equal((HealthStatus.Unhealthy, null), (entry.Status, entry.Exception));
        Assert.Contains($"Queue '{host.Queue}' on Redis at {_server.ConnectionString}: Redis ", entry.Description, StringComparison.Ordinal);
        Assert.Contains("a restart of this process does not help", entry.Description, StringComparison.Ordinal);
        Assert.Equal((null, null, null), (entry.Of(host.Queue).Ready, entry.Of(host.Queue).Running, entry.Of(host.Queue).OldestAge));

        var meanwhile = host.Client.EnqueueAsync(Double, 21);
        await _server.RestartAsync();
        Assert.Equal(42, await (await meanwhile).ResultAsync(QueueHost.Patience));
        Assert.Equal(HealthStatus.Healthy, (await host.CheckAsync()).Status);
    }

    [Fact]
    public async Task Check_OfARedisThatWasNeverThere_Fails()
    {
        await _server.KillAsync();
        // The clock stands still, so the check waits until the client times out, by default up to half a minute on a busy machine.
        await using var host = await QueueHost.StartAsync(
            _ => { }, $"{_server.ConnectionString},connectRetry=1,connectTimeout=1000", services: Checks.Add(time: new FakeTime()));

        var entry = await host.CheckAsync();

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("can't be reached: no server listens on that port", entry.Description, StringComparison.Ordinal);
    }

    /// <summary>Nothing is wrong yet, so it is logged once and the check does not fail.</summary>
    [Theory]
    [InlineData("allkeys-lru", "Redis deletes any task")]
    [InlineData("volatile-ttl", "Redis deletes results and dead letters")]
    public async Task Check_OfARedisThatEvicts_IsDegradedAndTheLogSaysSoOnce(string policy, string risk)
    {
        await using var server = await RedisServer.StartOwnAsync("--maxmemory-policy", policy);
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Double, (int x) => x * 2), server.ConnectionString, services: Checks.Add());
        await (await host.Client.EnqueueAsync(Double, 1)).ResultAsync(QueueHost.Patience);

        var entry = await host.CheckAsync();

        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains(risk, entry.Description, StringComparison.Ordinal);
        Assert.Contains($"its maxmemory-policy is '{policy}'. Set it to 'noeviction'", entry.Of(host.Queue).Risk, StringComparison.Ordinal);
        Assert.Contains(risk, Assert.Single(host.Log.Lines, line => line.Event.Name == "streaq.store.at_risk").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no", true, HealthStatus.Degraded)]
    [InlineData("yes", true, HealthStatus.Healthy)]
    [InlineData("no", false, HealthStatus.Healthy)]
    public async Task Check_OfARedisWithoutAppendOnlyFile_IsDegradedWhereEnqueuesWaitForReplicas(string appendOnly, bool waits, HealthStatus status)
    {
        await using var server = await RedisServer.StartOwnAsync("--appendonly", appendOnly);
        await using var host = await QueueHost.StartAsync(
            _ => { }, server.ConnectionString, options => options.WaitForReplicas = waits ? 1 : 0, services: Checks.Add());
        await host.Client.CountsAsync();

        var entry = await host.CheckAsync();

        Assert.Equal(status, entry.Status);
        Assert.Equal(status is HealthStatus.Degraded, entry.Of(host.Queue).Risk?.Contains("Redis has no append-only file", StringComparison.Ordinal) ?? false);
        Assert.Equal(status is HealthStatus.Degraded ? 1 : 0, host.Log.Lines.Count(line => line.Event.Name == "streaq.store.at_risk"));
    }

    [Fact]
    public async Task Check_OfARedisThatHangs_EndsInTime()
    {
        var time = new FakeTime();
        await using var host = await QueueHost.StartAsync(_ => { }, _server.ConnectionString, services: Checks.Add(time: time));
        await using var raw = await RawRedis.OpenAsync(_server, host.Queue);
        Assert.Equal(HealthStatus.Healthy, (await host.CheckAsync()).Status);
        // The timer of that check may outlive it for a moment. It is not the one to wait for.
        time.Advance(TimeSpan.FromSeconds(1));

        await raw.Database.ExecuteAsync("CLIENT", "PAUSE", "600000", "ALL");
        var check = host.CheckAsync();
        await time.PassAsync(TimeSpan.FromSeconds(3));
        var entry = await check;

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("did not answer within 00:00:03", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfAWorkerThatMayNotFetch_Fails()
    {
        var time = new FakeTime();
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Double, (int x) => x * 2), _server.ConnectionString, services: Checks.Add(time: time));
        await using var raw = await RawRedis.OpenAsync(_server, host.Queue);
        await (await host.Client.EnqueueAsync(Double, 1)).ResultAsync(QueueHost.Patience);

        await raw.Database.ExecuteAsync("ACL", "SETUSER", "default", "-xreadgroup");
        // Ends the pending read.
        await host.Client.EnqueueAsync(Double, 2);
        await host.Log.SeenAsync("streaq.store.unreachable").WaitAsync(QueueHost.Patience);
        var entry = await host.CheckAsync();

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("has its lease, but can't fetch", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfARedisThatRefuses_NamesItsCodeAlone()
    {
        // The clock stands still, so the check waits until the client times out.
        await using var host = await QueueHost.StartAsync(_ => { }, _server.ConnectionString, services: Checks.Add(time: new FakeTime()));
        await using var raw = await RawRedis.OpenAsync(_server, host.Queue);
        Assert.Equal(HealthStatus.Healthy, (await host.CheckAsync()).Status);

        await raw.Database.ExecuteAsync("ACL", "SETUSER", "default", "-zrange");
        var entry = await host.CheckAsync();

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("(NOPERM). Allow the user", entry.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("zrange", entry.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Secret)]
    [InlineData("wrong-horse")]
    public async Task Check_WithAPassword_DoesNotReportIt(string password)
    {
        await using var raw = await RawRedis.OpenAsync(_server, "any");
        await raw.Database.ExecuteAsync("CONFIG", "SET", "requirepass", Secret);
        await using var host = await QueueHost.StartAsync(_ => { }, $"{_server.ConnectionString},password={password},connectRetry=1", services: Checks.Add());

        var entry = await host.CheckAsync();

        Assert.Equal(password == Secret ? HealthStatus.Healthy : HealthStatus.Unhealthy, entry.Status);
        Assert.Equal(_server.ConnectionString, entry.Of(host.Queue).Address);
        Assert.DoesNotContain("horse", $"{entry.Description} {entry.Of(host.Queue)} {entry.Exception}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfAQueue_CostsTwoCommands()
    {
        await using var host = await QueueHost.StartAsync(_ => { }, _server.ConnectionString, services: Checks.Add(options => options.MaxQueueAge = TimeSpan.FromMinutes(1)));
        await using var raw = await RawRedis.OpenAsync(_server, host.Queue);
        Assert.Equal(HealthStatus.Healthy, (await host.CheckAsync()).Status);
        await raw.Database.ExecuteAsync("CONFIG", "SET", "slowlog-log-slower-than", "0");
        await raw.Database.ExecuteAsync("SLOWLOG", "RESET");

        await host.CheckAsync();

        // The log also has the commands of scripts. Two are sent: the read of the served priorities, and the script that counts.
        var ran = ((RedisResult[])(await raw.Database.ExecuteAsync("SLOWLOG", "GET", "100"))!).Select(entry => (string[])((RedisResult[])entry!)[3]!).ToList();
        Assert.Single(ran, command => command[0].StartsWith("EVAL", StringComparison.OrdinalIgnoreCase));
        Assert.Single(ran, command => command[0].Equals("ZRANGE", StringComparison.OrdinalIgnoreCase) && command[1] == raw.Keys.Priorities);
        string[] counting = ["EVALSHA", "ZRANGE", "ZCARD", "ZCOUNT", "XLEN", "XINFO", "XRANGE", "SMEMBERS", "TIME"];
        string[] ofTheClients = ["SELECT", "PING", "INFO", "CONFIG", "SLOWLOG", "CLUSTER", "CLIENT", "ECHO", "GET"];
        Assert.Empty(ran.Select(command => command[0].ToUpperInvariant()).Except([.. counting, .. ofTheClients]));
    }
}
