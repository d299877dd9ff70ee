using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Streaq.Tests.Hosting.Options;

/// <summary>Every way to set Streaq's connection, with a queue that runs a task over it.</summary>
[Collection(RedisCollection.Name)]
[Trait("Category", "Slow")]
public sealed class ConnectionTests(RedisFixture redis)
{
    private static readonly TaskDefinition<string, string> Work = new("work");

    private Task<ConnectionMultiplexer>? _connecting;

    private ConfigurationOptions Configuration => ConfigurationOptions.Parse(redis.Server.ConnectionString);

    public static TheoryData<string> Ways =>
        ["object", "factory", "asynchronous factory", "multiplexer", "asynchronous multiplexer", "connecting multiplexer", "multiplexer and configuration"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Queue_ConnectedInAnyWay_RunsTasks(string way)
    {
        await using var application = await ConnectionMultiplexer.ConnectAsync(Configuration);
        await using (var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (string text) => text + "!"),
            redis.Server.ConnectionString,
            options => Use(options, way),
            services => services.AddSingleton<IConnectionMultiplexer>(application)))
        {
            var handle = await host.Client.EnqueueAsync(Work, "hello");

            Assert.Equal("hello!", await handle.ResultAsync(QueueHost.Patience));
        }

        // Streaq's own connections are closed, and the application's is not.
        Assert.True(application.IsConnected);
        if (_connecting is not null)
        {
            await using var connected = await _connecting;
            Assert.True(connected.IsConnected);
        }
    }

    [Fact]
    public async Task Multiplexer_OfTheApplication_CarriesTheCommandsAndKeepsNoSubscription()
    {
        // Without the configuration channel of the client library, whose subscription is not Streaq's.
        var configuration = Configuration;
        configuration.ConfigurationChannel = "";
        await using var application = await ConnectionMultiplexer.ConnectAsync(configuration);
        var before = application.GetCounters().Interactive.OperationCount;
        await using (var host = await QueueHost.StartAsync(
            _ => { }, options: options => options.UseRedis(_ => application)))
        {
            var handle = await host.Client.EnqueueAsync(Work, "hello");
            await Assert.ThrowsAsync<TimeoutException>(() => handle.WaitAsync(TimeSpan.Zero));
            Assert.True(application.GetCounters().Interactive.OperationCount > before);
            Assert.True(Subscriptions(application) > 0);
        }

        Assert.Equal(0, Subscriptions(application));

        static long Subscriptions(ConnectionMultiplexer connection) => connection.GetCounters().Subscription.Subscriptions;
    }

    /// <summary>The factory of docs/guides/configuration.md: each call returns a password.</summary>
    [Theory]
    [InlineData(false, false, 1)]
    [InlineData(true, false, 2)]
    [InlineData(true, true, 3)]
    public async Task Factory_BeforeEachConnection_IsCalled(bool works, bool waitsForReplicas, int connections)
    {
        var asked = 0;
        await using var host = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.Map(Work, (string text) => text);
                if (works)
                {
                    streaq.AddWorker();
                }
            },
            options: options =>
            {
                (options.WaitForReplicas, options.ReplicaTimeout) = (waitsForReplicas ? 1 : 0, TimeSpan.FromMilliseconds(1));
                options.UseRedis(_ =>
                {
                    Interlocked.Increment(ref asked);
                    return Configuration;
                });
            });

        var enqueue = host.Client.EnqueueAsync(Work, "hello", new EnqueueOptions { Id = "hello" });
        await enqueue.ContinueWith(static _ => { }, TaskScheduler.Default);
        if (works)
        {
            await host.Client.Handle<string>("hello").ResultAsync(QueueHost.Patience);
        }

        // There is no replica. The enqueue reports that after the task was stored.
        Assert.Equal((waitsForReplicas, connections), (enqueue.IsFaulted, asked));
    }

    [Fact]
    public async Task Password_ThatExpires_IsReplacedOnEveryConnection()
    {
        await using var server = await RedisServer.StartOwnAsync();
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},allowAdmin=true");
        var password = "";
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (string text) => text + "!"),
            options: options =>
            {
                options.EnqueueOutageWait = QueueHost.Patience;
                options.UseRedis(_ =>
                {
                    var now = ConfigurationOptions.Parse(server.ConnectionString);
                    now.Password = password.Length > 0 ? password : null;
                    return now;
                });
            });
        await (await host.Client.EnqueueAsync(Work, "before")).WaitAsync(QueueHost.Patience);

        password = "tomorrow";
        await admin.GetDatabase().ExecuteAsync("CONFIG", "SET", "requirepass", password);
        await admin.GetDatabase().ExecuteAsync("CLIENT", "KILL", "SKIPME", "yes");

        var handle = await host.Client.EnqueueAsync(Work, "after");
        Assert.Equal("after!", await handle.ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task ChannelPrefix_OfAConnection_IsLeftOutOrRefused()
    {
        var prefixed = Configuration;
        prefixed.ChannelPrefix = RedisChannel.Literal("app:");
        await using var application = await ConnectionMultiplexer.ConnectAsync(prefixed);
        await using var own = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, (string text) => text), options: options => options.UseRedis(prefixed));
        await using var shared = await QueueHost.StartAsync(_ => { }, options: options => options.UseRedis(_ => application));

        Assert.Equal("hello", await (await own.Client.EnqueueAsync(Work, "hello")).ResultAsync(QueueHost.Patience));
        var e = await Assert.ThrowsAsync<StreaqStoreException>(() => shared.Client.EnqueueAsync(Work, "hello"));

        Assert.StartsWith("The application's connection has a channelPrefix", e.Message);
    }

    [Fact]
    public async Task Factory_ThatNeverEnds_DoesNotHoldTheHost()
    {
        var host = await QueueHost.StartAsync(_ => { }, options: options => options.UseRedis(
            async Task<ConfigurationOptions> (_) =>
            {
                await Task.Delay(Timeout.Infinite);
                return Configuration;
            }));
        using var given = new CancellationTokenSource();
        var enqueue = host.Client.EnqueueAsync(Work, "hello", cancellationToken: given.Token);

        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => enqueue);
        await host.DisposeAsync().AsTask().WaitAsync(QueueHost.Patience);
    }

    [Fact]
    public async Task Factory_ThatReturnsNull_IsReported()
    {
        await using var host = await QueueHost.StartAsync(_ => { }, options: options => options.UseRedis(_ => (ConfigurationOptions)null!));

        var e = await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.EnqueueAsync(Work, "hello"));

        Assert.Equal("The function given to StreaqOptions.UseRedis returned null.", e.Message);
    }

    [Fact]
    public async Task Factory_ThatNamesNoServer_IsReported()
    {
        await using var host = await QueueHost.StartAsync(_ => { }, options: options => options.UseRedis(_ => new ConfigurationOptions()));

        var e = await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.EnqueueAsync(Work, "hello"));

        Assert.Equal("The ConfigurationOptions that the function given to StreaqOptions.UseRedis returned name no server: add EndPoints.", e.Message);
    }

    [Fact]
    public async Task Factory_ThatThrows_IsReportedAndCalledAgain()
    {
        var asked = 0;
        await using var host = await QueueHost.StartAsync(_ => { }, options: options => options.UseRedis(Token));

        var e = await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.EnqueueAsync(Work, "hello"));
        await host.Client.EnqueueAsync(Work, "hello");

        Assert.Equal("The function given to StreaqOptions.UseRedis threw System.Security.SecurityException.", e.Message);
        Assert.Equal("no token", e.InnerException?.Message);

        Task<ConfigurationOptions> Token(IServiceProvider provider) =>
            ++asked == 1 ? throw new System.Security.SecurityException("no token") : Task.FromResult(Configuration);
    }

    [Fact]
    public async Task Configuration_ThatIsGiven_IsNotChanged()
    {
        var given = Configuration;
        var before = given.ToString();
        await using var host = await QueueHost.StartAsync(_ => { }, options: options => options.UseRedis(given));

        await host.Client.EnqueueAsync(Work, "hello");

        Assert.Equal(before, given.ToString());
    }

    [SuppressMessage("Usage", "MA0042", Justification = "Both ways are what is tested.")]
    private void Use(StreaqOptions options, string way)
    {
        switch (way)
        {
            case "object":
                options.UseRedis(Configuration);
                break;
            case "factory":
                options.UseRedis(_ => Configuration);
                break;
            case "asynchronous factory":
                options.UseRedis(async _ =>
                {
                    await Task.Yield();
                    return Configuration;
                });
                break;
            case "multiplexer":
                options.UseRedis(provider => provider.GetRequiredService<IConnectionMultiplexer>());
                break;
            case "asynchronous multiplexer":
                options.UseRedis(async provider =>
                {
                    await Task.Yield();
                    return provider.GetRequiredService<IConnectionMultiplexer>();
                });
                break;
            case "connecting multiplexer":
                options.UseRedis(_ => _connecting = ConnectionMultiplexer.ConnectAsync(Configuration));
                break;
            default:
                options.UseRedis(provider => provider.GetRequiredService<IConnectionMultiplexer>(), _ => Configuration);
                break;
        }
    }
}
