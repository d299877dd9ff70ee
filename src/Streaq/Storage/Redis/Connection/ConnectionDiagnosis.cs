using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>
/// Finds out why a connection failed, since the client reports most causes alike. Asks the server once, without a password, and describes
/// the cause in its own words, since answers and settings may contain secrets.
/// </summary>
internal static class ConnectionDiagnosis
{
    /// <summary>The client's default port.</summary>
    private const int DefaultPort = 6379;

    /// <inheritdoc cref="DefaultPort"/>
    private const int DefaultTlsPort = 6380;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The cause for a user and a password that Redis does not know.</summary>
    public const string WrongLogin = "refuses the login: user or password of the connection string are wrong";

    private static readonly string[] LoginRefusals = ["NOAUTH", "WRONGPASS", "NOPERM", "ERR AUTH", "invalid password"];

    /// <returns>A sentence that begins with the server's address, and whether the cause may pass by itself.</returns>
    public static async Task<(string Cause, bool IsTransient)> FindAsync(ConfigurationOptions options, Exception failure)
    {
        var server = options.EndPoints[0];
        var name = Format(server) is { } address ? $"Redis at {address}" : "The configured Redis";
        // The client reports a refused certificate as an authentication failure as well.
        if (failure is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }
            && RefusesLogin(failure.Message))
        {
            return ($"{name} {Login(options, failure)}", false);
        }

        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var answer = await AskAsync(server, options, patience.Token).ConfigureAwait(false);
            return Of(answer, options) is { } cause
                ? ($"{name} {cause.Text}", cause.IsTransient)
                : ($"{name} answers, but the client did not connect in time: is either of them too busy for 'connectTimeout'?", true);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain)
        {
            return ($"{name} can't be reached: the name of the host is not known here", true);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused)
        {
            return ($"{name} can't be reached: no server listens on that port", true);
        }
        catch (AuthenticationException e)
        {
            return ($"{name} can't be reached over TLS, which 'ssl=true' asks for: {e.Message}", false);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return ($"{name} closes the connection: does it expect TLS ('ssl=true'), or the other way round?", true);
        }
        catch (OperationCanceledException)
        {
            return ($"{name} does not answer: is the host up, and does a firewall let this process through?", true);
        }
    }

    /// <summary>Returns the host and port that the client connects to; <see langword="null"/> when it is no TCP address.</summary>
    public static (string Host, int Port)? Address(EndPoint server, ConfigurationOptions options)
    {
        var unset = options.Ssl ? DefaultTlsPort : DefaultPort;
        return server switch
        {
            DnsEndPoint dns => (dns.Host, dns.Port > 0 ? dns.Port : unset),
            IPEndPoint ip => (ip.Address.ToString(), ip.Port > 0 ? ip.Port : unset),
            _ => null,
        };
    }

    /// <summary>Whether the server's answer refuses the login.</summary>
    public static bool RefusesLogin(string answer) => LoginRefusals.Any(code => answer.Contains(code, StringComparison.Ordinal));

    private static string Login(ConfigurationOptions options, Exception failure)
    {
        var isMissing = string.IsNullOrEmpty(options.Password) && failure.Message.Contains("NOAUTH", StringComparison.Ordinal);
        return isMissing
            ? "wants a password, and the connection string has none: add 'password=…', and 'user=…' where it is not the default user's"
            : WrongLogin;
    }

    private static (string Text, bool IsTransient)? Of(string answer, ConfigurationOptions options) => answer switch
    {
        _ when answer.Contains("DENIED", StringComparison.Ordinal) =>
            ("is in protected mode, in which it serves its own machine alone: give it a password, or bind it to an address", false),
        _ when answer.Contains("LOADING", StringComparison.Ordinal) => ("is loading its data: it answers when that is done", true),
        // Redis says redis_mode, Valkey server_mode.
        _ when answer.Contains("_mode:sentinel", StringComparison.Ordinal) =>
            ("is a sentinel: name the service with 'serviceName=…', or give the port of the server itself", false),
        _ when answer.StartsWith("+PONG", StringComparison.Ordinal) && options.Ssl =>
            ("speaks no TLS, which 'ssl=true' asks for", false),
        ['+' or '-' or '$', ..] => null,
        _ => ("is not Redis: another program answers on that port", false),
    };

    private static async Task<string> AskAsync(EndPoint server, ConfigurationOptions options, CancellationToken cancellationToken)
    {
        var (host, port) = Address(server, options) ?? throw new SocketException((int)SocketError.AddressFamilyNotSupported);
        using var client = new TcpClient();
        await client.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
        var plain = await TryAskAsync(client.GetStream(), cancellationToken).ConfigureAwait(false);
        if (plain.Length > 0 || !options.Ssl)
        {
            return plain.Length > 0 ? plain : throw new IOException();
        }

        using var secure = new TcpClient();
        await secure.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
        var tls = new SslStream(secure.GetStream());
        await using (tls.ConfigureAwait(false))
        {
            var target = new SslClientAuthenticationOptions { TargetHost = options.SslHost ?? host };
            await tls.AuthenticateAsClientAsync(target, cancellationToken).ConfigureAwait(false);
            return await TryAskAsync(tls, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>The beginning of the answer; empty when the server closes instead, as one that expects TLS does.</returns>
    private static async Task<string> TryAskAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync("PING\r\nINFO server\r\nQUIT\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        var buffer = new byte[4096];
        var length = 0;
        try
        {
            for (int read; length < buffer.Length; length += read)
            {
                read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is IOException || (e is OperationCanceledException && length > 0))
        {
            // The server closed the connection or left it open. The bytes that were read count.
        }

        // A TLS server answers plain text with an alert, whose first byte is 21.
        return length > 0 && buffer[0] == 21 ? "" : Encoding.ASCII.GetString(buffer, 0, length);
    }

    /// <returns><see langword="null"/> for a word without a port, which may be a password in place of a connection string.</returns>
    public static string? Format(EndPoint server) => server switch
    {
        DnsEndPoint { Port: > 0 } dns => $"{dns.Host}:{dns.Port}",
        IPEndPoint ip => ip.ToString(),
        _ => null,
    };
}
