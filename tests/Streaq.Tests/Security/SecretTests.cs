using StackExchange.Redis;

namespace Streaq.Tests.Security;

/// <summary>Passwords, keys, arguments and results reach neither logs nor exceptions nor spans nor metrics, whatever goes wrong.</summary>
[Trait("Category", "Slow")]
public sealed class SecretTests
{
    private const string Password = "sEcReT-pAsSwOrD";
    private const string Argument = "sEcReT-aRgUmEnT";
    private const string Result = "sEcReT-rEsUlT";
    private const string Impatient = "connectTimeout=500,connectRetry=1";

    private static readonly byte[] Key = "sEcReT-sIgNiNg-kEy-of-32-bytes-or-more"u8.ToArray();

    private static readonly string[] Secrets =
        [Password, Argument, Result, System.Text.Encoding.UTF8.GetString(Key), Convert.ToHexString(Key), Convert.ToBase64String(Key)];

    private static readonly TaskDefinition<Dictionary<string, string>, string> Work = new("secret.work");
#pragma warning disable STRQ006 // A producer of another version sends this.
    private static readonly TaskDefinition<Dictionary<string, int>, string> Misread = new("secret.work");
#pragma warning restore STRQ006

    private readonly List<Exception> _thrown = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Secrets_OfTasksThatWork_AreNowhere(bool signed)
    {
        await using var server = await RedisServer.StartOwnAsync("--requirepass", Password);
        using var seen = new SeenTelemetry();
        await using (var host = await StartAsync($"{server.ConnectionString},password={Password}", seen, signed))
        {
            var handle = await host.Client.EnqueueAsync(Work, new() { [Argument] = Argument });
            Assert.Equal(Result, await handle.ResultAsync(QueueHost.Patience));
            await CatchAsync(() => host.Client.EnqueueAsync(Work, new(), new EnqueueOptions { Priority = "not-served" }));
            seen.Observe();
        }

        Assert.Contains(seen.Texts(), text => text.Contains("secret.work", StringComparison.Ordinal));
        AssertNowhere(seen);
    }

    /// <summary>The message of System.Text.Json about bytes that it can't read has the names of properties in it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Arguments_ThatCantBeRead_AreNowhere(bool signed)
    {
        await using var server = await RedisServer.StartOwnAsync("--requirepass", Password);
        using var seen = new SeenTelemetry();
        await using (var host = await StartAsync($"{server.ConnectionString},password={Password}", seen, signed, streaq => streaq
            .Map(Misread, (Dictionary<string, int> _) => Result)))
        {
            var handle = await host.Client.EnqueueAsync(Work, new() { [Argument] = Argument });
            await CatchAsync(() => handle.ResultAsync(QueueHost.Patience));
            await CatchAsync(async () => Assert.Fail($"{await host.Client.Handle<Dictionary<string, int>>(handle.Id).ResultAsync(QueueHost.Patience)}"));
            Assert.DoesNotContain(Argument, $"{(await host.Client.DeadLetters.FindAsync(handle.Id))!.Error}", StringComparison.Ordinal);
        }

        Assert.NotEmpty(_thrown);
        AssertNowhere(seen);
    }

    [Fact]
    public async Task Result_OfAnotherType_IsNowhere()
    {
        await using var server = await RedisServer.StartOwnAsync("--requirepass", Password);
        using var seen = new SeenTelemetry();
        await using (var host = await StartAsync($"{server.ConnectionString},password={Password}", seen))
        {
            var handle = await host.Client.EnqueueAsync(Work, new() { [Argument] = Argument });
            await handle.WaitAsync(QueueHost.Patience);
            await CatchAsync(() => host.Client.Handle<int>(handle.Id).ResultAsync(QueueHost.Patience));
        }

        Assert.Single(_thrown);
        AssertNowhere(seen);
    }

    [Fact]
    public async Task Secrets_WhenRedisDies_AreNowhere()
    {
        await using var server = await RedisServer.StartOwnAsync("--requirepass", Password);
        using var seen = new SeenTelemetry();
        await using (var host = await StartAsync($"{server.ConnectionString},password={Password}", seen))
        {
            await (await host.Client.EnqueueAsync(Work, new())).WaitAsync(QueueHost.Patience);
            await server.KillAsync();
            await CatchAsync(() => host.Client.EnqueueAsync(Work, new() { [Argument] = Argument }));
            await CatchAsync(() => host.Client.EnqueueManyAsync(Work, [new() { [Argument] = Argument }]));
            await seen.LoggedAsync("streaq.store.unreachable");
        }

        Assert.Equal(2, _thrown.Count);
        AssertNowhere(seen);
    }

    /// <summary>The connection breaks, and the password is wrong when it reconnects.</summary>
    [Fact]
    public async Task Password_ThatIsWrongAtTheReconnection_IsNowhere()
    {
        await using var server = await RedisServer.StartOwnAsync("--requirepass", Password);
        using var seen = new SeenTelemetry();
        await using (var host = await StartAsync($"{server.ConnectionString},password={Password}", seen))
        {
            await (await host.Client.EnqueueAsync(Work, new())).WaitAsync(QueueHost.Patience);
            using var raw = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},password={Password},allowAdmin=true");
            await raw.GetDatabase().ExecuteAsync("CONFIG", "SET", "requirepass", "another");
            await raw.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            await raw.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
            await seen.LoggedAsync("streaq.store.unreachable");
            await CatchAsync(() => host.Client.EnqueueAsync(Work, new() { [Argument] = Argument }));
        }

        Assert.Single(_thrown);
        AssertNowhere(seen);
    }

    /// <summary>
    /// Redis repeats the first arguments of an unknown command in its error, such as the password of AUTH and a task's body.
    /// </summary>
    [Theory]
    [InlineData("AUTH", "streaq.task.completed")]
    [InlineData("EVALSHA", "streaq.store.unreachable")]
    [InlineData("EVAL", "streaq.store.unreachable")]
    [InlineData("XREADGROUP", "streaq.store.unreachable")]
    public async Task Arguments_OfACommandThatRedisDoesNotKnow_AreNowhere(string command, string logged)
    {
        await using var server = await RedisServer.StartOwnAsync("--rename-command", command, "renamed");
        using var seen = new SeenTelemetry();
        await CatchAsync(async () =>
        {
            await using var host = await StartAsync($"{server.ConnectionString},{Impatient},password={Password}", seen);
            await CatchAsync(() => host.Client.EnqueueAsync(Work, new() { [Argument] = Argument }, new EnqueueOptions { Id = "a" }));
            await CatchAsync(() => host.Client.EnqueueManyAsync(Work, [new() { [Argument] = Argument }]));
            await seen.LoggedAsync(logged);
        });

        Assert.DoesNotContain(_thrown, error => error is TimeoutException);
        AssertNowhere(seen);
    }

    [Theory]
    [InlineData("127.0.0.1:{away},{impatient},password={password}")]
    [InlineData("127.0.0.1:{port},{impatient},password=wrong-{password}")]
    [InlineData("127.0.0.1:{port},{impatient},password={password},ssl=true")]
    [InlineData("127.0.0.1:{port},password={password},connectTimeout=soon")]
    [InlineData("127.0.0.1:{port},password={password},noSuchOption={password}")]
    [InlineData("127.0.0.1:{port},{password}={password}")]
    [InlineData("127.0.0.1:{port},{impatient},user=ann,password={password}")]
    [InlineData("127.0.0.1:{port};password={password}")]
    [InlineData("redis://:{password}@127.0.0.1:{port}")]
    [InlineData("rediss://ann:{password}@localhost:{port}/0")]
    [InlineData("{password}")]
    public async Task Password_InAConnectionStringThatFails_IsNowhere(string configuration)
    {
        await using var server = await RedisServer.StartOwnAsync("--requirepass", Password);
        using var seen = new SeenTelemetry();
        var redis = configuration.Replace("{away}", $"{LoopbackPort.Next()}").Replace("{port}", $"{server.Port}").Replace("{password}", Password).Replace("{impatient}", Impatient);

        // A worker at its start, and a client without one.
        await CatchAsync(async () => await (await StartAsync(redis, seen)).DisposeAsync());
        await CatchAsync(async () =>
        {
            await using var host = await QueueHost.StartAsync(_ => { }, redis, services: seen.AddTo);
            await CatchAsync(() => host.Client.EnqueueAsync(Work, new() { [Argument] = Argument }));
            await CatchAsync(() => host.Client.StateAsync("a"));
            seen.Observe();
        });

        Assert.NotEmpty(_thrown);
        AssertNowhere(seen);
    }

    [Fact]
    public async Task Key_ThatIsRefused_IsNowhere()
    {
        using var seen = new SeenTelemetry();

        await CatchAsync(() => QueueHost.StartAsync(_ => { }, options: options => options.SigningKey = "sEcReT-sIgNiNg-kEy"u8.ToArray()));

        Assert.DoesNotContain("sEcReT", Assert.Single(_thrown).ToString(), StringComparison.Ordinal);
    }

    private static Task<QueueHost> StartAsync(string redis, SeenTelemetry seen, bool signed = false, Action<StreaqBuilder>? map = null) => QueueHost.StartAsync(
        streaq =>
        {
            streaq.AddWorker();
            if (map is null)
            {
                streaq.Map(Work, (Dictionary<string, string> _) => Result);
            }
            else
            {
                map(streaq);
            }
        },
        redis,
        options =>
        {
            options.TraceReceive = options.TraceAck = options.TraceWait = options.RecordException = true;
            options.SigningKey = signed ? Key : null;
        },
        seen.AddTo);

    private async Task CatchAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            _thrown.Add(e);
        }
    }

    private void AssertNowhere(SeenTelemetry seen) =>
        Assert.Equal([], seen.Texts().Concat(_thrown.Select(SeenTelemetry.Everything)).Where(text => Secrets.Any(secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase))));
}
