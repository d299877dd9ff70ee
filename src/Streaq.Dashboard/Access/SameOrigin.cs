using Microsoft.AspNetCore.Http;

namespace Streaq.Dashboard.Access;

/// <summary>Refuses what another site has a browser post. It needs no token, so nothing has to be shared by replicas.</summary>
internal static class SameOrigin
{
    /// <summary>
    /// Browsers say by <c>Sec-Fetch-Site</c> where a request comes from, over HTTPS and on loopback; elsewhere by <c>Origin</c>. What
    /// says neither is no browser's form.
    /// </summary>
    public static bool Sent(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site)
        {
            return site is ["same-origin"];
        }

        return request.Headers.Origin is [{ } origin]
            && Uri.TryCreate(origin, UriKind.Absolute, out var address)
            && request.Host.HasValue
            && string.Equals(address.Authority, WithoutDefaultPort(request.Host, address), StringComparison.OrdinalIgnoreCase);
    }

    private static string WithoutDefaultPort(HostString host, Uri origin) =>
        host.Port == (origin.Scheme is "https" ? 443 : 80) ? host.Host : host.Value!;
}
