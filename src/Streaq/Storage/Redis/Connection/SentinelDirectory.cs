using System.Net;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Asks the sentinels that a connection string with <c>serviceName</c> lists.</summary>
internal sealed class SentinelDirectory : PrimaryDirectory
{
    private const int DefaultPort = 26379;

    private readonly string _service;

    public SentinelDirectory(ConfigurationOptions options) : base(options)
    {
        _service = options.ServiceName!;
        Informants = [.. options.EndPoints.Select(WithPort)];
    }

    protected override IReadOnlyCollection<EndPoint> Informants { get; }

    protected override ConfigurationOptions OptionsToAsk(EndPoint informant)
    {
        var own = base.OptionsToAsk(informant);
        own.CommandMap = CommandMap.Sentinel;
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
