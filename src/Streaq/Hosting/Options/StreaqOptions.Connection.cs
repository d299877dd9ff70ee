using StackExchange.Redis;
using Streaq.Storage.Redis;
using Streaq.Tasks;

namespace Streaq;

/// <content>The store of the queue. The last setting wins, in the order in which the options are configured.</content>
public sealed partial class StreaqOptions
{
    /// <summary>
    /// The StackExchange.Redis connection string, such as <c>localhost:6379</c>. Default: <see langword="null"/>. Without a Redis, the host
    /// starts only if the process has a worker and is not in Production, or calls <see cref="UseEmbeddedStore"/>. Setting
    /// <see langword="null"/> removes a string, and leaves any other setting as it is.
    /// </summary>
    public string? Redis
    {
        get => Source?.Text;
        set
        {
            if (value is not null)
            {
                Use(RedisSource.Of(value));
            }
            else if (Redis is not null)
            {
                Source = null;
            }
        }
    }

    /// <summary>Whether a store is set: a Redis by any setting, or the embedded store by <see cref="UseEmbeddedStore"/>.</summary>
    public bool HasStore => Source is not null || IsEmbedded;

    /// <summary>Whether <see cref="UseEmbeddedStore"/> is the last setting of a store.</summary>
    internal bool IsEmbedded { get; private set; }

    /// <summary><see langword="null"/>: the embedded store.</summary>
    internal RedisSource? Source { get; private set; }

    /// <summary>
    /// Keeps the queue in the memory of this process. It ends with the process, and no other process sees it. Use it for tests, development
    /// and work that may be lost.
    /// </summary>
    public void UseEmbeddedStore() => (Source, IsEmbedded) = (null, true);

    /// <summary>Connects to Redis with a configuration of StackExchange.Redis.</summary>
    /// <param name="configuration">It is copied for each connection. Streaq replaces its settings for outages.</param>
    public void UseRedis(ConfigurationOptions configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Use(RedisSource.Of(configuration));
    }

    /// <summary>Connects to Redis with a configuration that is made from services.</summary>
    /// <param name="configuration">Called before each new connection, so that it may return a new password when one expires.</param>
    public void UseRedis(Func<IServiceProvider, ConfigurationOptions> configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Use(RedisSource.Of(provider => Task.FromResult(configuration(provider))));
    }

    /// <summary>Connects to Redis with a configuration that is made from services, for example after a token was fetched.</summary>
    /// <param name="configuration">Called before each new connection, so that it may return a new password when one expires.</param>
    public void UseRedis(Func<IServiceProvider, Task<ConfigurationOptions>> configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Use(RedisSource.Of(configuration));
    }

    /// <summary>
    /// Sends commands over a connection of the application, such as the <see cref="IConnectionMultiplexer"/> in its services. Streaq
    /// does not close it. Blocking reads have a connection of their own, which Streaq opens and closes.
    /// </summary>
    /// <param name="connection">Called once, when the queue is used for the first time.</param>
    /// <param name="configuration">
    /// The configuration of Streaq's own connections. Default: <see langword="null"/>, the text of
    /// <see cref="IConnectionMultiplexer.Configuration"/>. It has no certificates, tokens or sockets: set this argument when you use them.
    /// </param>
    public void UseRedis(
        Func<IServiceProvider, IConnectionMultiplexer> connection, Func<IServiceProvider, ConfigurationOptions>? configuration = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        UseRedis(provider => Task.FromResult(connection(provider)), configuration);
    }

    /// <inheritdoc cref="UseRedis(Func{IServiceProvider, IConnectionMultiplexer}, Func{IServiceProvider, ConfigurationOptions}?)"/>
    public void UseRedis(
        Func<IServiceProvider, Task<IConnectionMultiplexer>> connection, Func<IServiceProvider, ConfigurationOptions>? configuration = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Use(RedisSource.Of(connection, configuration));
    }

    /// <inheritdoc cref="UseRedis(Func{IServiceProvider, IConnectionMultiplexer}, Func{IServiceProvider, ConfigurationOptions}?)"/>
    /// <remarks>
    /// For <c>_ =&gt; ConnectionMultiplexer.ConnectAsync(…)</c>. The application still has to close the connection: keep it.
    /// </remarks>
    public void UseRedis(
        Func<IServiceProvider, Task<ConnectionMultiplexer>> connection, Func<IServiceProvider, ConfigurationOptions>? configuration = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Use(RedisSource.Of(async provider => await connection(provider).ConfigureAwait(false), configuration));
    }

    private void Use(RedisSource source) => (Source, IsEmbedded) = (source, false);

    private void CheckConnection(OptionRules rules)
    {
        if (Source?.Mistake is { } mistake)
        {
            rules.Break(nameof(Redis), mistake);
        }
    }
}
