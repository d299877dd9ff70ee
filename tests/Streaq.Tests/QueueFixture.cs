using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Streaq.Tests;

/// <summary>
/// One redis-server for all tests of the collection <see cref="RedisCollection"/>, which run one after the other. A class with long tests
/// has one of its own, as <c>IClassFixture</c>, and runs in parallel.
/// </summary>
public sealed class RedisFixture : IAsyncLifetime
{
    public RedisServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await RedisServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class RedisCollection : ICollectionFixture<RedisFixture>
{
    public const string Name = "Redis";
}

public static class StreaqOptionsPlace
{
    /// <summary>Places a queue in this process.</summary>
    public static void Embed(this StreaqOptions options, string queue) => options.At(queue, redis: null);

    /// <summary>Places a queue on Redis, or in this process when that is <see langword="null"/>.</summary>
    public static void At(this StreaqOptions options, string queue, string? redis)
    {
        options.Queue = queue;
        if (redis is null)
        {
            options.UseEmbeddedStore();
        }
        else
        {
            options.Redis = redis;
        }
    }
}

/// <summary>A host with one queue with a unique name, set up as in an application.</summary>
public sealed class QueueHost : IAsyncDisposable
{
    /// <summary>The longest wait for something that should come at once. Only a failing test takes that long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IHost _host;

    private QueueHost(IHost host, string queue, LogRecorder log)
    {
        _host = host;
        Queue = queue;
        Log = log;
    }

    public string Queue { get; }

    public LogRecorder Log { get; }

    public IServiceProvider Services => _host.Services;

    public IStreaqClient Client => _host.Services.GetRequiredService<IStreaqClient>();

    public IHostApplicationLifetime Lifetime => _host.Services.GetRequiredService<IHostApplicationLifetime>();

    public static async Task<QueueHost> StartAsync(
        Action<StreaqBuilder> set, string? redis = null, Action<StreaqOptions>? options = null, Action<IServiceCollection>? services = null, string? queue = null)
    {
        queue ??= $"test-{Guid.NewGuid():N}";
        var log = new LogRecorder();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        services?.Invoke(builder.Services);
        set(builder.Services.AddStreaq(streaq =>
        {
            streaq.At(queue, redis);
            options?.Invoke(streaq);
        }));
        var host = builder.Build();
        await host.StartAsync();
        return new QueueHost(host, queue, log);
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
