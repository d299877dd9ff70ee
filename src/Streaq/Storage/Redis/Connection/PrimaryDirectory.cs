using System.Net;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Knows whom to ask which server is the primary of the queue.</summary>
/// <param name="options">How to connect, apart from where to.</param>
internal abstract class PrimaryDirectory(ConfigurationOptions options)
{
    /// <summary>One who doesn't answer must not keep the others' answers waiting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Whether scripts have to name a key that is missing; see <see cref="ClusterDirectory"/>.</summary>
    public virtual bool NeedsWitness => false;

    /// <summary>Those who may be asked.</summary>
    protected abstract IReadOnlyCollection<EndPoint> Informants { get; }

    /// <summary>How to connect to the primary at that address, and to nobody else.</summary>
    public virtual ConfigurationOptions OptionsFor(EndPoint server)
    {
        var own = options.Clone();
        own.EndPoints.Clear();
        own.EndPoints.Add(server);
        own.ServiceName = null;
        own.TieBreaker = "";
        return own;
    }

    /// <returns>The primary in the opinion of most who answer; <see langword="null"/> when nobody does.</returns>
    public async Task<EndPoint?> FindAsync()
    {
        var answers = await Task.WhenAll(Informants.Select(AskOrGiveUpAsync)).ConfigureAwait(false);
        return answers.OfType<EndPoint>().GroupBy(answer => answer).MaxBy(same => same.Count())?.Key;
    }

    /// <summary>How to connect to one who is only asked.</summary>
    protected virtual ConfigurationOptions OptionsToAsk(EndPoint informant)
    {
        var own = OptionsFor(informant);
        own.ConnectTimeout = Math.Min(own.ConnectTimeout, (int)Patience.TotalMilliseconds / 2);
        own.ConnectRetry = 1;
        own.AbortOnConnectFail = true;
        return own;
    }

    /// <returns><see langword="null"/> when it doesn't know.</returns>
    protected abstract Task<EndPoint?> AskAsync(ConnectionMultiplexer informant, EndPoint address);

    private async Task<EndPoint?> AskOrGiveUpAsync(EndPoint address)
    {
        var opening = ConnectionMultiplexer.ConnectAsync(OptionsToAsk(address));
        try
        {
            var informant = await opening.WaitAsync(Patience).ConfigureAwait(false);
            return await AskAsync(informant, address).WaitAsync(Patience).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException)
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
}
