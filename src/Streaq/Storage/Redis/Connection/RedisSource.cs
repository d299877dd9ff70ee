using System.Net;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>The source of a queue's connections, from its options.</summary>
internal sealed class RedisSource
{
    private readonly Func<IServiceProvider, Task<ConfigurationOptions>>? _configuration;
    private readonly Func<IServiceProvider, Task<IConnectionMultiplexer>>? _shared;
    private readonly ConfigurationOptions? _known;

    private RedisSource(
        Func<IServiceProvider, Task<ConfigurationOptions>>? configuration,
        ConfigurationOptions? known = null,
        Func<IServiceProvider, Task<IConnectionMultiplexer>>? shared = null) =>
        (_configuration, _known, _shared) = (configuration, known, shared);

    /// <summary>The connection string; <see langword="null"/> for another source.</summary>
    public string? Text { get; private init; }

    /// <summary>The mistake in the source, as the end of a sentence; <see langword="null"/> when it can be used.</summary>
    public string? Mistake { get; private init; }

    /// <summary>A description such as <c>localhost:6379, database 0</c>; never a secret.</summary>
    public string Place => _known is null ? "the Redis of UseRedis"
        : $"{(MayBeASecret ? null : Servers) ?? "the configured Redis"}{Service}, database {_known.DefaultDatabase ?? 0}";

    /// <summary>The servers, such as <c>redis-1:6379,redis-2:6379</c>; <see langword="null"/> when they are not known.</summary>
    public string? Servers => Text is { } text ? ServerNames.In(text) : _known is null ? null : ServerNames.In(_known.EndPoints);

    /// <summary>The only server that is named; <see langword="null"/> when it may be one of several.</summary>
    public StoreAddress? Address =>
        _known is { EndPoints: [var server] } && string.IsNullOrEmpty(_known.ServiceName) && !MayBeASecret
        && ConnectionDiagnosis.Address(server, _known) is var (host, port)
            ? new(host, port)
            : null;

    /// <summary>Equal for the same servers and database; <see langword="null"/> when they are not known yet.</summary>
    public string? Identity => _known is null
        ? null
        : $"{string.Join(',', _known.EndPoints.Select(Identify).Order(StringComparer.OrdinalIgnoreCase))}"
            + $"/{_known.ServiceName}/{_known.DefaultDatabase ?? 0}";

    private string Service => _known?.ServiceName is { Length: > 0 } service ? $", service '{service}'" : "";

    /// <summary>Whether a word without a port may be a password that was given in place of a connection string.</summary>
    private bool MayBeASecret => Text is not null && _known!.EndPoints.Any(
        static server => server is DnsEndPoint { Port: 0, Host: not "localhost" });

    public static RedisSource Of(string text)
    {
        var mistake = Read(text, out var known);
        // A text that can't be parsed is refused before use, except where a store is opened without options.
        return new(known is null ? null : _ => Task.FromResult(known), known) { Text = text, Mistake = mistake };
    }

    public static RedisSource Of(ConfigurationOptions configuration) => new(_ => Task.FromResult(configuration), configuration)
    {
        Mistake = configuration.EndPoints.Count == 0 ? "names no server" : null,
    };

    public static RedisSource Of(Func<IServiceProvider, Task<ConfigurationOptions>> configuration) => new(configuration);

    /// <param name="connection">Returns the application's connection.</param>
    /// <param name="configuration">Returns the configuration of further connections; <see langword="null"/>: the connection's text.</param>
    public static RedisSource Of(
        Func<IServiceProvider, Task<IConnectionMultiplexer>> connection, Func<IServiceProvider, ConfigurationOptions>? configuration) =>
        new(configuration is null ? null : provider => Task.FromResult(configuration(provider)), shared: connection);

    /// <param name="provider">The service provider for user code.</param>
    /// <exception cref="StreaqStoreException">The source can't be used.</exception>
    public RedisAccess In(IServiceProvider provider) => Mistake is { } mistake
        ? throw new StreaqStoreException($"StreaqOptions.Redis {mistake}.")
        : new RedisAccess(
            _configuration is { } configuration ? () => configuration(provider) : null,
            _shared is { } shared ? () => shared(provider) : null)
        {
            IsRenewed = _configuration is not null && _known is null,
        };

    /// <summary>Returns the same text for the same server: this machine has many names, and a port may be left out.</summary>
    private string Identify(EndPoint server) =>
        ConnectionDiagnosis.Address(server, _known!) is not var (host, port) ? $"{server}"
        : host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)) ? $"localhost:{port}"
        : $"{host.ToLowerInvariant()}:{port}";

    private static string? Read(string text, out ConfigurationOptions? known)
    {
        known = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return "is empty; set a connection string such as 'localhost:6379', or none at all";
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            // The client would take it for the name of a host, password included.
            return "is a URI; StackExchange.Redis takes 'host:port,password=...,ssl=true' instead";
        }

        try
        {
            known = ConfigurationOptions.Parse(text);
        }
        catch (ArgumentException)
        {
            // The client's own message can repeat the text, passwords included.
            return "is not a connection string of StackExchange.Redis, such as 'host:port,password=...,ssl=true'";
        }

        return known.EndPoints.Count == 0 ? "names no server" : null;
    }
}
