using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>How a queue comes to its connections: over one of the application, or over those that it opens by a configuration.</summary>
/// <param name="configuration"><see langword="null"/>: by the text of the application's connection.</param>
/// <param name="shared">The application's connection; <see langword="null"/>: there is none.</param>
internal sealed class RedisAccess(Func<Task<ConfigurationOptions>>? configuration, Func<Task<IConnectionMultiplexer>>? shared)
{
    /// <summary>Milliseconds between two tries to connect again.</summary>
    private const int ReconnectAfter = 500;

    private IConnectionMultiplexer? _shared;

    /// <summary>Whether the configuration may be another one for each connection.</summary>
    public bool IsRenewed { get; init; }

    /// <summary>The application's connection, which it closes itself; <see langword="null"/> when there is none.</summary>
    /// <exception cref="StreaqStoreException">User code threw instead of giving it.</exception>
    public async Task<IConnectionMultiplexer?> SharedAsync()
    {
        if (shared is not null && _shared is null)
        {
            var given = await AskAsync(shared).ConfigureAwait(false);
            // Scripts publish without it, so that no message would arrive.
            _shared = given.Configuration.Contains("channelPrefix=", StringComparison.OrdinalIgnoreCase)
                ? throw new StreaqStoreException(
                    "The application's connection has a channelPrefix, which hides Streaq's messages from it. Give UseRedis a "
                    + "ConfigurationOptions instead of the connection.")
                : given;
        }

        return _shared;
    }

    /// <summary>A copy for one connection; asked for each, since a password in it may have expired.</summary>
    /// <exception cref="StreaqStoreException">User code threw instead of giving it.</exception>
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
        // Scripts publish without it.
        own.ChannelPrefix = default;
        // An outage is the caller's to wait for (EnqueueOutageWait): a command fails at once while there is no connection.
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
