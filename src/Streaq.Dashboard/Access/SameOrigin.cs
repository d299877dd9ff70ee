using Microsoft.AspNetCore.Http;

namespace Streaq.Dashboard.Access;

/// <summary>Refuses a form that another site makes a browser post. It needs no token, so replicas share no keys.</summary>
internal static class SameOrigin
{
    /// <summary>
    /// Browsers send the source of a request as <c>Sec-Fetch-Site</c> over HTTPS and on loopback, and as <c>Origin</c> elsewhere. A request
    /// without both is not a browser's form.
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
