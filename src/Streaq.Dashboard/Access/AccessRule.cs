using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Primitives;

namespace Streaq.Dashboard.Access;

/// <summary>Keeps the dashboard closed unless the application opened it, or a developer views it on their own machine.</summary>
internal static class AccessRule
{
    /// <returns>Whether the dashboard is served at all. Authorization has checked the user before.</returns>
    public static bool Allows(HttpContext http, IHostEnvironment? environment)
    {
        var metadata = http.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<AnonymousDashboard>() is not null)
        {
            return true;
        }

        // AllowAnonymous may come from a group or from all endpoints, so it does not open the dashboard.
        var isAuthorized = metadata is not null
            && metadata.GetMetadata<IAllowAnonymous>() is null
            && (metadata.GetMetadata<IAuthorizeData>() is not null
                || metadata.GetMetadata<AuthorizationPolicy>() is not null
                || metadata.GetMetadata<IAuthorizationRequirementData>() is not null);
        return isAuthorized || (environment?.IsDevelopment() == true && IsFromThisMachine(http));
    }

    /// <summary>
    /// Checks the host as well, since the name of another site may point to this machine. Checks the headers, since a proxy on this machine
    /// forwards requests of others. The middleware for forwarded headers renames them to <c>X-Original-*</c>.
    /// </summary>
    private static bool IsFromThisMachine(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && IsLoopback(http.Request.Host.Host)
        && !http.Request.Headers.Any(IsForwarded);

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool IsForwarded(KeyValuePair<string, StringValues> header) =>
        string.Equals(header.Key, "Forwarded", StringComparison.OrdinalIgnoreCase)
        || header.Key.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
        || header.Key.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase);
}
