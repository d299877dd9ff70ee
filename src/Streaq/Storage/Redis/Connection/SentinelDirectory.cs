using System.Net;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Asks the sentinels that a connection string with <c>serviceName</c> lists which server is the primary.</summary>
/// <remarks>
/// The client can follow sentinels by itself. But it believes the first that answers, while this class asks all of them. At a fail-over the
/// client had no connection for twice as long.
/// </remarks>
/// <param name="current">Returns the options of the connection string, with a password that has not expired.</param>
internal sealed class SentinelDirectory(Func<ConfigurationOptions> current)
{
    private const int DefaultPort = 26379;

    /// <summary>A sentinel that does not answer must not delay the answers of the others.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Returns options that connect to the primary at that address, and to no other server.</summary>
    public ConfigurationOptions OptionsFor(EndPoint server)
    {
        var own = current().Clone();
        own.EndPoints.Clear();
        own.EndPoints.Add(server);
        own.ServiceName = null;
        own.TieBreaker = "";
        return own;
    }

    /// <returns>The primary that most of the answering sentinels name; <see langword="null"/> when none answers.</returns>
    public async Task<EndPoint?> FindAsync()
    {
        var answers = await Task.WhenAll(current().EndPoints.Select(AskOrGiveUpAsync)).ConfigureAwait(false);
        return answers.OfType<EndPoint>().GroupBy(answer => answer).MaxBy(same => same.Count())?.Key;
    }

    /// <summary>Returns options that connect to a sentinel.</summary>
    private ConfigurationOptions OptionsToAsk(EndPoint sentinel)
    {
        var own = OptionsFor(sentinel);
        own.ConnectTimeout = Math.Min(own.ConnectTimeout, (int)Patience.TotalMilliseconds / 2);
        own.ConnectRetry = 1;
        own.CommandMap = CommandMap.Sentinel;
        own.DefaultDatabase = null;
        if (own.SentinelPassword is { } password)
        {
            (own.User, own.Password) = (own.SentinelUser, password);
        }

        return own;
    }

    private async Task<EndPoint?> AskOrGiveUpAsync(EndPoint given)
    {
        var address = WithPort(given);
        var opening = ConnectionMultiplexer.ConnectAsync(OptionsToAsk(address));
        try
        {
            var sentinel = (await opening.WaitAsync(Patience).ConfigureAwait(false)).GetServer(address);
            return await sentinel.SentinelGetMasterAddressByNameAsync(current().ServiceName!).WaitAsync(Patience).ConfigureAwait(false);
        }
        catch (Exception e) when (RedisFailure.Is(e, CancellationToken.None))
        {
            return null;
        }
        finally
        {
            _ = CloseAsync(opening);
        }
    }

    private static async Task CloseAsync(Task<ConnectionMultiplexer> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            await opening.Result.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static EndPoint WithPort(EndPoint given) => given switch
    {
        DnsEndPoint { Port: 0 } dns => new DnsEndPoint(dns.Host, DefaultPort),
        IPEndPoint { Port: 0 } ip => new IPEndPoint(ip.Address, DefaultPort),
        _ => given,
    };
}
