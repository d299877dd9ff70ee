using System.Net;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Asks the sentinels that a connection string with <c>serviceName</c> lists.</summary>
/// <remarks>
/// The client can follow sentinels by itself. It believes the first that answers, where this asks all of them; and it does not tell of a
/// move, after which what was published meanwhile has to be asked for.
/// </remarks>
internal sealed class SentinelDirectory : PrimaryDirectory
{
    private const int DefaultPort = 26379;

    private readonly string _service;
    private readonly string? _sentinelUser;
    private readonly string? _sentinelPassword;

    public SentinelDirectory(ConfigurationOptions options) : base(options)
    {
        _service = options.ServiceName!;
        (_sentinelUser, _sentinelPassword) = (options.SentinelUser, options.SentinelPassword);
        Informants = [.. options.EndPoints.Select(WithPort)];
    }

    protected override IReadOnlyCollection<EndPoint> Informants { get; }

    protected override ConfigurationOptions OptionsToAsk(EndPoint informant)
    {
        var own = base.OptionsToAsk(informant);
        own.CommandMap = CommandMap.Sentinel;
        own.DefaultDatabase = null;
        if (_sentinelPassword is not null)
        {
            (own.User, own.Password) = (_sentinelUser, _sentinelPassword);
        }

        return own;
    }

    protected override async Task<EndPoint?> AskAsync(ConnectionMultiplexer informant, EndPoint address) =>
        await informant.GetServer(address).SentinelGetMasterAddressByNameAsync(_service).ConfigureAwait(false);

    private static EndPoint WithPort(EndPoint given) => given switch
    {
        DnsEndPoint { Port: 0 } dns => new DnsEndPoint(dns.Host, DefaultPort),
        IPEndPoint { Port: 0 } ip => new IPEndPoint(ip.Address, DefaultPort),
        _ => given,
    };
}
