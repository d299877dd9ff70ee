using StackExchange.Redis;
using Streaq.Storage.Redis;
using Streaq.Tasks;

namespace Streaq;

/// <content>Which store has the queue. The last setting counts, in the order in which the options are configured.</content>
public sealed partial class StreaqOptions
{
    /// <summary>
    /// The StackExchange.Redis connection string, such as <c>localhost:6379</c>. Default: <see langword="null"/>. A process that has no
    /// Redis either has a worker and is not in Production, or calls <see cref="UseEmbeddedStore"/>; else its host does not start.
    /// To set <see langword="null"/> takes back a string, and leaves any other setting as it is.
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

    /// <summary>Whether a store was chosen: a Redis in any way, or the embedded store by <see cref="UseEmbeddedStore"/>.</summary>
    public bool HasStore => Source is not null || IsEmbedded;

    /// <summary>Whether the embedded store was asked for.</summary>
    internal bool IsEmbedded { get; private set; }

    /// <summary><see langword="null"/>: the embedded store.</summary>
    internal RedisSource? Source { get; private set; }

    /// <summary>
    /// Keeps the queue in the memory of this process. It ends with the process, and no other process sees it. Use it for tests, development
    /// and work that may be lost.
    /// </summary>
    public void UseEmbeddedStore() => (Source, IsEmbedded) = (null, true);

    /// <summary>Connects as a configuration of StackExchange.Redis says.</summary>
    /// <param name="configuration">Copied for each connection; its way of treating outages is replaced by Streaq's.</param>
    public void UseRedis(ConfigurationOptions configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Use(RedisSource.Of(configuration));
    }

    /// <summary>Connects as a configuration says that is made from services.</summary>
    /// <param name="configuration">Called before each new connection, so that it may bring a password that expires.</param>
    public void UseRedis(Func<IServiceProvider, ConfigurationOptions> configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Use(RedisSource.Of(provider => Task.FromResult(configuration(provider))));
    }

    /// <summary>Connects as a configuration says that is made from services, after a token was fetched, for instance.</summary>
    /// <param name="configuration">Called before each new connection, so that it may bring a password that expires.</param>
    public void UseRedis(Func<IServiceProvider, Task<ConfigurationOptions>> configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Use(RedisSource.Of(configuration));
    }

    /// <summary>
    /// Sends commands over a connection of the application, such as the <see cref="IConnectionMultiplexer"/> in its services. Streaq
    /// does not close it. Reads that wait in Redis have a connection of their own, which Streaq opens and closes.
    /// </summary>
    /// <param name="connection">Called once, when the queue is used for the first time.</param>
    /// <param name="configuration">
    /// How Streaq opens its own connections. Default: <see langword="null"/>, by the text of
    /// <see cref="IConnectionMultiplexer.Configuration"/>, which has no certificates, tokens or sockets: give it where they are used.
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
