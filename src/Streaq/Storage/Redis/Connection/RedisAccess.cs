using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Provides what a queue connects with: the application's connection, or the configuration of its own connections.</summary>
/// <param name="configuration">Returns the configuration; <see langword="null"/>: it is the text of the application's connection.</param>
/// <param name="shared">Returns the application's connection; <see langword="null"/>: there is none.</param>
internal sealed class RedisAccess(Func<Task<ConfigurationOptions>>? configuration, Func<Task<IConnectionMultiplexer>>? shared)
{
    /// <summary>Milliseconds between two tries to connect again.</summary>
    private const int ReconnectAfter = 500;

    private IConnectionMultiplexer? _shared;

    /// <summary>Whether the configuration may differ for each connection.</summary>
    public bool IsRenewed { get; init; }

    /// <summary>Returns the application's connection, which the application closes; <see langword="null"/> when there is none.</summary>
    /// <exception cref="StreaqStoreException">User code threw instead of returning it.</exception>
    public async Task<IConnectionMultiplexer?> SharedAsync()
    {
        if (shared is not null && _shared is null)
        {
            var given = await AskAsync(shared).ConfigureAwait(false);
            // Scripts publish without the prefix, so no message would arrive.
            _shared = given.Configuration.Contains("channelPrefix=", StringComparison.OrdinalIgnoreCase)
                ? throw new StreaqStoreException(
                    "The application's connection has a channelPrefix, which hides Streaq's messages from it. Give UseRedis a "
                    + "ConfigurationOptions instead of the connection.")
                : given;
        }

        return _shared;
    }

    /// <summary>Returns a copy for one connection. Each connection requests its own, since a password in it may have expired.</summary>
    /// <exception cref="StreaqStoreException">User code threw instead of returning it.</exception>
    public async Task<ConfigurationOptions> ConfigurationAsync()
    {
        var own = configuration is null
            ? Of(await SharedAsync().ConfigureAwait(false))
            : (await AskAsync(configuration).ConfigureAwait(false)).Clone();
        if (own.EndPoints.Count == 0)
        {
            throw new StreaqStoreException(
                "The ConfigurationOptions that the function given to StreaqOptions.UseRedis returned name no server: add EndPoints.");
        }

        own.AbortOnConnectFail = true;
        // Scripts publish without a prefix.
        own.ChannelPrefix = default;
        // A command fails at once while there is no connection: its caller waits for the end of an outage (EnqueueOutageWait).
        own.BacklogPolicy = BacklogPolicy.FailFast;
        own.ReconnectRetryPolicy = new LinearRetry(ReconnectAfter);
        return own;
    }

    private static ConfigurationOptions Of(IConnectionMultiplexer? connection)
    {
        ConfigurationOptions own;
        try
        {
            own = ConfigurationOptions.Parse(connection!.Configuration);
        }
        catch (ArgumentException)
        {
            // The exception would repeat what may be a part of a password.
            throw new StreaqStoreException(
                "The text of the application's connection can't be read, as when a password has a comma. Give UseRedis the "
                + "ConfigurationOptions as its second argument.");
        }

        return string.IsNullOrEmpty(own.ServiceName)
            ? own
            : throw new StreaqStoreException(
                "The application's connection follows a sentinel; its text does not tell Streaq how to do the same. Give UseRedis the "
                + "configuration with the sentinels as well.");
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> source) where T : class
    {
        T? given;
        try
        {
            given = source() is { } asking ? await asking.ConfigureAwait(false) : null;
        }
#pragma warning disable CA1031 // User code may throw anything; for the queue it means that Redis can't be reached.
        catch (Exception e)
        {
            throw new StreaqStoreException($"The function given to StreaqOptions.UseRedis threw {e.GetType().FullName}.", e)
            {
                IsTransient = true,
            };
        }
#pragma warning restore CA1031
        return given ?? throw new StreaqStoreException("The function given to StreaqOptions.UseRedis returned null.");
    }
}
