using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>
/// Asks Redis on a separate connection whether it accepts a login. Redis 7.4 and later answer a refused <c>AUTH</c> only when it is the
/// first command that they read at once. Behind other commands of the client it gets no answer, and all later answers there are lost.
/// </summary>
internal static class LoginQuestion
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="server">The server.</param>
    /// <param name="options">The login, and how to connect.</param>
    /// <returns>The answer; <see langword="null"/> when this connection fails.</returns>
    public static async Task<string?> AskAsync(EndPoint server, ConfigurationOptions options)
    {
        if (options.Tunnel is not null || ConnectionDiagnosis.Address(server, options) is not var (host, port))
        {
            return null;
        }

        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, patience.Token).ConfigureAwait(false);
            if (!options.Ssl)
            {
                return await AskAsync(client.GetStream(), options, patience.Token).ConfigureAwait(false);
            }

            var tls = new SslStream(client.GetStream());
            await using (tls.ConfigureAwait(false))
            {
                var name = options.SslHost ?? host;
                var target = options.SslClientAuthenticationOptions?.Invoke(name) ?? new() { TargetHost = name };
                await tls.AuthenticateAsClientAsync(target, patience.Token).ConfigureAwait(false);
                return await AskAsync(tls, options, patience.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task<string?> AskAsync(Stream stream, ConfigurationOptions options, CancellationToken cancellationToken)
    {
        var question = $"*3\r\n$4\r\nAUTH\r\n{Word(options.User)}{Word(options.Password)}";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(question), cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string Word(string? text) => $"${Encoding.UTF8.GetByteCount(text ?? "")}\r\n{text}\r\n";
}
